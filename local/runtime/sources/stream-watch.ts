import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** How often the file is looked at, in milliseconds: one read of a counter in shared memory. */
const LOOK_EVERY = 10;
/** Without a file to look at: the first and the longest pause between two polls that found nothing. */
const PAUSE_FROM = 5;
const PAUSE_TO = 250;
/** A hint may be missed; this long after, a poll happens anyway. */
const POLL_AT_LEAST = 1_000;

interface Waiter {
  readonly table: string;
  readonly after: string;
  readonly wake: () => void;
}

/**
 * Tells stream readers when polling is worth it. The embedded DynamoDB keeps its streams in a SQLite file; whether that
 * file has changed is a counter. The records themselves are read over the API.
 */
export class StreamWatch {
  readonly #database: DatabaseSync | null;
  readonly #version: StatementSync | undefined;
  readonly #more: StatementSync | undefined;
  readonly #waiters = new Set<Waiter>();
  #seen: unknown;
  #timer: NodeJS.Timeout | undefined;

  /** `file`: null where DynamoDB is not ours. */
  constructor(file: string | null) {
    this.#database = file === null ? null : new DatabaseSync(file);
    this.#database?.exec('PRAGMA busy_timeout = 5000');
    // Without this index every write to a table with a stream reads the whole stream.
    this.#database?.exec(
      'CREATE INDEX IF NOT EXISTS _stream_by_number ON _stream_records(table_name, CAST(sequence_number AS INTEGER))',
    );
    this.#version = this.#database?.prepare('PRAGMA data_version');
    this.#more = this.#database?.prepare(
      'SELECT 1 FROM _stream_records WHERE table_name = ? AND CAST(sequence_number AS INTEGER) > CAST(? AS INTEGER) LIMIT 1',
    );
  }

  /** Resolves when the table's stream may hold something after this sequence number. `idle`: polls in vain so far. */
  wait(table: string, after: string, idle: number, stop: AbortSignal): Promise<void> {
    const longest = this.#database === null ? Math.min(PAUSE_FROM * 2 ** idle, PAUSE_TO) : POLL_AT_LEAST;
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        stop.removeEventListener('abort', wake);
        this.#waiters.delete(waiter);
        resolve();
      };
      const waiter = { table, after, wake };
      const timer = setTimeout(wake, longest);
      timer.unref();
      stop.addEventListener('abort', wake);
      this.#waiters.add(waiter);
      if (this.#database === null) return;
      if (this.mayHaveMore(table, after)) wake();
      else this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY).unref();
    });
  }

  /**
   * False only where nothing is to be read. The file shows every write that has been answered, so this is as good as an
   * empty answer of the API, and costs next to nothing.
   */
  mayHaveMore(table: string, after: string): boolean {
    return this.#more === undefined || this.#more.get(table, after) !== undefined;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#database?.close();
  }

  #look(): void {
    const version = this.#version?.get()?.data_version;
    if (version === this.#seen) return;
    this.#seen = version;
    for (const waiter of [...this.#waiters]) if (this.mayHaveMore(waiter.table, waiter.after)) waiter.wake();
  }
}
