/** What is going on in the runtime: the ground on which it says that nothing is. */
export class Activity {
  #busy = 0;
  #version = 0;
  readonly #watchers = new Set<() => void>();

  /** How many pieces of work run at this moment. */
  get busy(): number {
    return this.#busy;
  }

  /** Grows with every piece of work that begins or ends: the same number twice means that nothing happened between. */
  get version(): number {
    return this.#version;
  }

  /** Runs a piece of work, counted from its beginning to its end. */
  async track<T>(work: () => Promise<T>): Promise<T> {
    this.#busy++;
    this.#version++;
    try {
      return await work();
    } finally {
      this.#busy--;
      this.#version++;
      if (this.#busy === 0) for (const watcher of [...this.#watchers]) watcher();
    }
  }

  /** Resolves when nothing runs, or after so many milliseconds. */
  quiet(within: number): Promise<void> {
    if (this.#busy === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#watchers.delete(done);
        resolve();
      };
      const timer = setTimeout(done, within);
      this.#watchers.add(done);
    });
  }
}
