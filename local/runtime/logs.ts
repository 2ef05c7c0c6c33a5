import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import type { LogSink } from './functions/index.ts';

/** Keeps what functions print: a file for each, one line per line. */
export class LogFiles {
  readonly #directory: string;
  readonly #also: LogSink | undefined;
  readonly #files = new Map<string, WriteStream>();

  constructor(directory: string, also: LogSink | undefined) {
    this.#directory = directory;
    this.#also = also;
    mkdirSync(directory, { recursive: true });
  }

  readonly write: LogSink = (functionName, line) => {
    this.#file(functionName).write(`${line}\n`);
    this.#also?.(functionName, line);
  };

  /** Resolves when everything is on disk. */
  async close(): Promise<void> {
    await Promise.all([...this.#files.values()].map((file) => new Promise<void>((done) => file.end(done))));
  }

  #file(functionName: string): WriteStream {
    const known = this.#files.get(functionName);
    if (known !== undefined) return known;
    const file = createWriteStream(join(this.#directory, `${functionName}.log`), { flags: 'w' });
    this.#files.set(functionName, file);
    return file;
  }
}
