/** What is going on in the runtime: the ground on which it says that nothing is. */
export class Activity {
  #busy = 0;
  #version = 0;
  readonly #watchers = new Set<() => void>();
  readonly #gatherers = new Set<() => void>();

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
      this.#tell();
    }
  }

  /** Resolves when nothing runs, or after so many milliseconds. */
  quiet(within: number): Promise<void> {
    return this.#busy === 0 ? Promise.resolve() : this.#told(this.#watchers, within);
  }

  /** For a piece of work that gathers what others bring: resolves when nothing runs but such, or after so many milliseconds. */
  othersQuiet(within: number): Promise<void> {
    const told = this.#told(this.#gatherers, within);
    this.#tell();
    return told;
  }

  #told(listeners: Set<() => void>, within: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        listeners.delete(done);
        resolve();
      };
      const timer = setTimeout(done, within);
      listeners.add(done);
    });
  }

  #tell(): void {
    if (this.#busy === 0) for (const watcher of [...this.#watchers]) watcher();
    if (this.#busy === this.#gatherers.size) for (const gatherer of [...this.#gatherers]) gatherer();
  }
}
