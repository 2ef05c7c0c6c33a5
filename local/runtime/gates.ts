import { type Faults, type FaultyService, startGate } from '../faults/index.ts';
import type { LocalServer } from '../http/index.ts';
import type { Endpoints } from './clients.ts';

export interface Gates {
  /** Where functions find the services. */
  readonly endpoints: Endpoints;
  stop(): Promise<void>;
}

export interface GatesOptions {
  readonly endpoints: Endpoints;
  readonly faults: Faults | undefined;
  /** The function whose thread has these credentials, by its name among those of the deployment. */
  callerOf(session: string): string;
  /** Ends that thread. */
  kill(session: string): void;
}

const FAULTY: readonly FaultyService[] = ['dynamodb', 's3', 'sqs', 'kms', 'eventbridge'];

/** Puts a gate between the functions and each service whose requests may be spoiled; without faults, nothing. */
export async function startGates({ endpoints, faults, callerOf, kill }: GatesOptions): Promise<Gates> {
  if (faults === undefined) return { endpoints, stop: async () => {} };
  const gates: [FaultyService, LocalServer][] = [];
  for (const service of FAULTY) {
    const judge = (session: string, operation: string) =>
      faults.request({ service, caller: callerOf(session), operation });
    gates.push([service, await startGate({ service, upstream: endpoints[service], judge, kill })]);
  }
  return {
    endpoints: { ...endpoints, ...Object.fromEntries(gates.map(([service, gate]) => [service, gate.endpoint])) },
    stop: async () => {
      await Promise.all(gates.map(([, gate]) => gate.stop()));
    },
  };
}
