import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ExpungeError } from '../../../lib/errors.ts';
import type { Access, AccessNotice } from '../../iam/index.ts';
import type { Activity } from '../activity.ts';
import type { MovableClock } from '../clock.ts';
import { type EnvironmentOptions, ExecutionEnvironment } from './environment.ts';
import type { Invocation, ThreadData } from './protocol.ts';

export interface FunctionSettings {
  readonly name: string;
  readonly arn: string;
  /** Directory of the bundle. */
  readonly code: string;
  /** `<file>.<export>`, as in the template. */
  readonly handler: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly logGroup: string;
  /** How many invocations may run at once. */
  readonly concurrency: number;
  readonly clock: MovableClock;
  /** What its role may do, asked when all of the assembly stands. */
  readonly access: () => Access;
  /** Told of permissions that were used or missing. */
  readonly onAccess: (notice: AccessNotice) => void;
}

/** Takes a function's output, line by line. */
export type LogSink = (functionName: string, line: string) => void;

/** A function with its pool of execution environments: grows up to its concurrency, then callers wait their turn. */
export class LambdaFunction {
  readonly settings: FunctionSettings;
  readonly activity: Activity;
  readonly #options: Omit<EnvironmentOptions, 'thread' | 'session'>;
  readonly #thread: Omit<ThreadData, 'access'>;
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #waiting: Array<() => void> = [];
  #running = 0;
  #made = 0;

  constructor(settings: FunctionSettings, activity: Activity, log: LogSink) {
    this.settings = settings;
    this.activity = activity;
    const dot = settings.handler.lastIndexOf('.');
    this.#thread = {
      clock: settings.clock.shared,
      module: findModule(settings, settings.handler.slice(0, dot)),
      handler: settings.handler.slice(dot + 1),
    };
    this.#options = {
      variables: settings.variables,
      memoryMb: settings.memoryMb,
      onLine: (line) => log(settings.name, line),
      onAccess: settings.onAccess,
    };
  }

  /** Its name among the functions of the deployment. */
  get caller(): string {
    return this.settings.access().caller;
  }

  now(): number {
    return this.settings.clock.now();
  }

  /** Runs it once; `event` is JSON. Never rejects: a crash or time-out is an outcome, and its environment is replaced. */
  invoke(event: string): Promise<Invocation> {
    return this.activity.track(async () => {
      const environment = await this.#take();
      const { name, arn, timeoutSeconds, memoryMb, logGroup } = this.settings;
      try {
        const outcome = await environment.invoke({
          event,
          remaining: timeoutSeconds * 1_000,
          functionName: name,
          functionArn: arn,
          memory: String(memoryMb),
          logGroup,
        });
        if (!outcome.ok)
          this.#options.onLine(
            `ERROR Invoke Error ${JSON.stringify({ requestId: outcome.requestId, ...outcome.fault })}`,
          );
        return outcome;
      } finally {
        this.#give(environment);
      }
    });
  }

  /** Ends the environments that are at rest: the next call loads the bundle and what lies beside it anew, as after a deployment. */
  async renew(): Promise<void> {
    const idle = this.#idle.splice(0);
    for (const environment of idle) this.#all.delete(environment);
    await Promise.all(idle.map((environment) => environment.stop()));
  }

  /**
   * Ends the threads that are running an invocation, or only the one with these credentials; a new one takes their place.
   * How many there were.
   */
  kill(session?: string): number {
    const chosen = [...this.#all].filter(
      (one) => !this.#idle.includes(one) && (session ?? one.session) === one.session,
    );
    for (const environment of chosen) environment.kill();
    return chosen.length;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#all].map((environment) => environment.stop()));
  }

  async #take(): Promise<ExecutionEnvironment> {
    while (this.#running >= this.settings.concurrency) await new Promise<void>((go) => this.#waiting.push(go));
    this.#running++;
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const access = this.settings.access();
    const environment = new ExecutionEnvironment({
      ...this.#options,
      session: `${access.caller}.${++this.#made}`,
      thread: { ...this.#thread, access },
    });
    this.#all.add(environment);
    return environment;
  }

  #give(environment: ExecutionEnvironment): void {
    this.#running--;
    if (environment.usable) this.#idle.push(environment);
    else this.#all.delete(environment);
    this.#waiting.shift()?.();
  }
}

function findModule({ code, name }: FunctionSettings, file: string): string {
  for (const extension of ['.mjs', '.js', '.cjs']) {
    if (existsSync(join(code, file + extension))) return join(code, file + extension);
  }
  throw new ExpungeError('CONFIGURATION', `The bundle of ${name} has no ${file}.mjs, .js or .cjs.`, { place: name });
}
