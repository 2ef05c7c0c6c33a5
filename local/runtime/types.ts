import type { Faults, FaultyService } from '../faults/index.ts';
import type { Place } from '../http/index.ts';
import type { Permissions } from './access.ts';
import type { Clients, Endpoints } from './clients.ts';
import type { MovableClock } from './clock.ts';
import type { FunctionFault } from './functions/index.ts';
import type { RunningResource } from './provision/index.ts';

export interface RuntimeOptions {
  /** The cloud assembly: a `cdk.out` of one or more stacks. */
  readonly assembly: string;
  /** Databases, logs and inline code lie here. Each start begins empty. */
  readonly dataDir: string;
  /** @default a clock that shows the machine's time */
  readonly clock?: MovableClock;
  /** Hears every line that a function prints, besides its file in `<dataDir>/logs`. */
  readonly onLog?: (functionName: string, line: string) => void;
  /** Values of template parameters that have no default, by name. */
  readonly parameters?: Readonly<Record<string, string>>;
  /**
   * The most invocations of one function at once, where the template reserves no fewer.
   * @default 4
   */
  readonly concurrency?: number;
  /**
   * What goes wrong on purpose. The functions' requests then pass through one more server, which asks it; those of
   * `clients` do not.
   * @default nothing, and nothing stands between the functions and the services
   */
  readonly faults?: Faults;
}

export interface Runtime {
  readonly clock: MovableClock;
  readonly endpoints: Endpoints;
  /** The SDK's clients for these endpoints. */
  readonly clients: Clients;
  readonly place: Place;
  /** What functions used of what their roles may do, and what they were refused. */
  readonly permissions: Pick<Permissions, 'used' | 'refused' | 'callers' | 'callsOf' | 'judge'>;
  /** Everything provisioned, in the order in which it came into being. */
  readonly resources: readonly RunningResource[];
  /**
   * The one resource of this logical id (`Id` or `Stack.Id`) or construct path (`Stack/Scheduler/Delete/Function`).
   * Throws CONFIGURATION where there is none, or more than one.
   */
  resource(id: string): RunningResource;
  /** Runs a function by name, ARN, logical id or construct path; resolves with what it returned. Rejects with `FunctionFailed`. */
  invoke(functionName: string, payload?: unknown): Promise<unknown>;
  /** Resolves when nothing is under way any more: see `settle` in settling.ts. */
  settle(): Promise<void>;
  /**
   * Settles, moves the clock to this time (milliseconds since 1970) unless settling has brought it further, fires what is
   * due once, and settles again.
   */
  moveClock(to: number): Promise<void>;
  /** Settles, and lets every function load its bundle and the plan beside it anew, as after a deployment of other ones. */
  renew(): Promise<void>;
  /** Ends the threads of a function (named as for `invoke`) that are running an invocation. How many there were. */
  kill(functionName: string): number;
  /**
   * Stops a service, cutting its connections, and starts it again so many milliseconds later, on the same port and with all
   * that it keeps: DynamoDB's process is killed and S3's file closed; the keys, queues and buses stay in memory, and what is
   * waited for there is not. Resolves when it is there again.
   */
  restart(service: FaultyService, pause?: number): Promise<void>;
  /** Ends everything; leaves no process, thread or socket behind. */
  stop(): Promise<void>;
}

/** A function that was invoked by hand did not succeed. */
export class FunctionFailed extends Error {
  readonly fault: FunctionFault;

  constructor(functionName: string, fault: FunctionFault) {
    super(`${functionName} failed: ${fault.errorType}: ${fault.errorMessage}`);
    this.name = 'FunctionFailed';
    this.fault = fault;
  }
}
