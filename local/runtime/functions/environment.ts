import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import type { AccessNotice } from '../../iam/index.ts';
import type { Answer, Aside, Call, FunctionFault, Invocation, ThreadData } from './protocol.ts';

export interface EnvironmentOptions {
  readonly thread: ThreadData;
  /** The session of its credentials: each environment has its own, by which its requests are known. */
  readonly session: string;
  /** The rest of `process.env` in the thread. */
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  onLine(line: string): void;
  onAccess(notice: AccessNotice): void;
}

/** Lambda allows ten seconds for loading the bundle. */
const INIT_WITHIN = 10_000;

/** One execution environment: a thread that holds the bundle and runs one invocation at a time. */
export class ExecutionEnvironment {
  readonly session: string;
  readonly #worker: Worker;
  readonly #loaded: Promise<FunctionFault | null>;
  #ended: FunctionFault | null = null;
  #listener: ((answer: Answer) => void) | null = null;

  constructor(options: EnvironmentOptions) {
    this.session = options.session;
    this.#worker = new Worker(new URL('./thread.ts', import.meta.url), {
      workerData: options.thread,
      env: { ...options.variables, AWS_SESSION_TOKEN: options.session },
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: options.memoryMb },
    });
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) {
      createInterface({ input: stream }).on('line', options.onLine);
    }
    this.#worker.on('message', (said: Answer | Aside) => {
      if (said.kind === 'access') options.onAccess(said.notice);
      else this.#listener?.(said);
    });
    this.#worker.on('error', (error) => {
      const { name, message } = error as Error;
      this.#end({ errorType: name ?? 'Error', errorMessage: message ?? String(error) });
    });
    this.#worker.on('exit', (status) => {
      this.#end({ errorType: 'Runtime.ExitError', errorMessage: `Runtime exited with status ${status}` });
    });
    this.#loaded = this.#answer(INIT_WITHIN, 'Runtime.InitError').then((answer) =>
      answer.kind === 'error' ? answer.fault : null,
    );
    this.#worker.unref();
  }

  /** False once the thread has crashed, exited or run out of time: it takes no more calls. */
  get usable(): boolean {
    return this.#ended === null;
  }

  async invoke(call: Omit<Call, 'requestId'>): Promise<Invocation> {
    const requestId = randomUUID();
    const unloaded = await this.#loaded;
    if (unloaded !== null) {
      await this.stop();
      return { ok: false, requestId, fault: unloaded };
    }
    const answered = this.#answer(call.remaining, 'Sandbox.Timedout');
    this.#worker.postMessage({ ...call, requestId } satisfies Call);
    const answer = await answered;
    if (answer.kind === 'result') return { ok: true, requestId, payload: answer.payload };
    return { ok: false, requestId, fault: answer.kind === 'error' ? answer.fault : UNEXPECTED };
  }

  /** Ends the thread wherever it is, as Lambda does with an environment that has run out of memory. */
  kill(): void {
    this.#end({ errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited with error: signal: killed' });
    void this.#worker.terminate();
  }

  async stop(): Promise<void> {
    this.#end({ errorType: 'Runtime.Stopped', errorMessage: 'The embedded runtime was stopped.' });
    const drained = Promise.all(
      [this.#worker.stdout, this.#worker.stderr].map((out) => out.readableEnded || once(out, 'end')),
    );
    await this.#worker.terminate();
    await Promise.race([drained, new Promise((resolve) => setTimeout(resolve, 200))]);
  }

  /** The next thing the thread says; its end, or silence for too long, is an answer too. */
  #answer(within: number, timeoutType: string): Promise<Answer> {
    return new Promise((resolve) => {
      if (this.#ended !== null) return resolve({ kind: 'error', fault: this.#ended });
      const timer = setTimeout(() => {
        const seconds = (within / 1_000).toFixed(2);
        this.#end({ errorType: timeoutType, errorMessage: `Task timed out after ${seconds} seconds` });
        void this.#worker.terminate();
      }, within);
      this.#listener = (answer) => {
        clearTimeout(timer);
        this.#listener = null;
        resolve(answer);
      };
    });
  }

  #end(fault: FunctionFault): void {
    this.#ended ??= fault;
    this.#listener?.({ kind: 'error', fault: this.#ended });
  }
}

const UNEXPECTED: FunctionFault = { errorType: 'Runtime.Protocol', errorMessage: 'The function answered out of turn.' };
