import type { Clock } from '../../lib/clock.ts';

/**
 * A clock that can be moved forwards; real time keeps flowing on top of the offset. The offset lies in shared memory,
 * so worker threads see a move at once.
 */
export class MovableClock implements Clock {
  /** One 64-bit integer: milliseconds to add to the machine's clock. Hand it to worker threads. */
  readonly shared: SharedArrayBuffer;
  readonly #offset: BigInt64Array;
  readonly #moved = new Set<() => void>();

  /** `start`: the time it shows at first, in milliseconds since 1970; without it, the machine's. */
  constructor(options: { start?: number } = {}) {
    this.shared = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
    this.#offset = new BigInt64Array(this.shared);
    if (options.start !== undefined) Atomics.store(this.#offset, 0, BigInt(Math.round(options.start) - Date.now()));
  }

  now(): number {
    return Date.now() + this.offset;
  }

  /** Milliseconds by which this clock differs from the machine's. */
  get offset(): number {
    return Number(Atomics.load(this.#offset, 0));
  }

  /** Moves to this time, in milliseconds since 1970. A clock that went back would make leases and periods lie: RangeError. */
  moveTo(time: number): void {
    this.advance(time - this.now());
  }

  /** Moves forwards by this many milliseconds. */
  advance(milliseconds: number): void {
    if (!(milliseconds >= 0))
      throw new RangeError(`The clock moves forwards only; asked to move by ${milliseconds} ms.`);
    Atomics.add(this.#offset, 0, BigInt(Math.round(milliseconds)));
    for (const listener of [...this.#moved]) listener();
  }

  /** Calls `listener` after every move. Returns what ends that. */
  onMove(listener: () => void): () => void {
    this.#moved.add(listener);
    return () => this.#moved.delete(listener);
  }

  /** Ends when this clock has passed so many milliseconds, by waiting or by being moved. */
  async sleep(milliseconds: number): Promise<void> {
    const until = this.now() + milliseconds;
    while (this.now() < until) await this.#tick(until - this.now());
  }

  #tick(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        forget();
        resolve();
      };
      const timer = setTimeout(wake, Math.min(milliseconds, 2 ** 31 - 1));
      const forget = this.onMove(wake);
    });
  }
}
