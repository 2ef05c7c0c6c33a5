import type { FaultyService } from '../../faults/index.ts';

interface Restartable {
  /** Not there for so many milliseconds; resolves when it is there again. */
  restart(pause: number): Promise<void>;
}

/** Restarts services, and knows which are not there. */
export class Restarting {
  readonly #services: Readonly<Record<FaultyService, Restartable>>;
  readonly #underWay = new Map<FaultyService, Promise<void>>();
  #count = 0;

  constructor(services: Readonly<Record<FaultyService, Restartable>>) {
    this.#services = services;
  }

  /** How many restarts have begun and ended. */
  get count(): number {
    return this.#count;
  }

  /** A service that is being restarted is so again afterwards. */
  restart(service: FaultyService, pause: number): Promise<void> {
    const before = this.#underWay.get(service) ?? Promise.resolve();
    const restart = before.then(async () => {
      this.#count++;
      await this.#services[service].restart(pause);
      this.#count++;
      if (this.#underWay.get(service) === restart) this.#underWay.delete(service);
    });
    this.#underWay.set(service, restart);
    return restart;
  }

  /** Resolves when every service is there. */
  async ready(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay.values());
  }
}
