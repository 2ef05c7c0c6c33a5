import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { MovableClock } from '../clock.ts';
import { restartElsewhere } from './elsewhere.ts';

export interface SqsServer {
  readonly endpoint: string;
  /** Whether it is ours: its queues then follow the clock and can be looked into. */
  readonly embedded: boolean;
  stop(): Promise<void>;
  /** Cuts every connection, and so many milliseconds later takes new ones. Messages stay where they are. */
  restart(pause: number): Promise<void>;
}

/** Starts SQS with no queues, or uses the server that `SQS_ENDPOINT` names. */
export async function startSqs(clock: MovableClock, region: string, elsewhere: string | undefined): Promise<SqsServer> {
  if (elsewhere !== undefined) {
    return { endpoint: elsewhere, embedded: false, stop: async () => {}, restart: restartElsewhere };
  }
  const worker = new Worker(new URL('./sqs-thread.ts', import.meta.url), {
    workerData: { clock: clock.shared, region },
    execArgv: [],
  });
  const endpoint = await new Promise<string>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  worker.unref();
  return {
    endpoint,
    embedded: true,
    stop: async () => {
      await worker.terminate();
    },
    restart: async (pause) => {
      const back = once(worker, 'message');
      worker.postMessage(pause);
      await back;
    },
  };
}
