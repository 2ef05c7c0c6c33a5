import type { LocalScheduler } from '../scheduler/index.ts';
import type { Activity } from './activity.ts';
import type { MovableClock } from './clock.ts';

/** `setTimeout` counts in 31 bits; a later instant is waited for in parts. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Fires schedules when the clock reaches them, by flowing or by being moved. */
export class Ticking {
  readonly #scheduler: LocalScheduler;
  readonly #clock: MovableClock;
  readonly #activity: Activity;
  readonly #forget: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(scheduler: LocalScheduler, clock: MovableClock, activity: Activity) {
    this.#scheduler = scheduler;
    this.#clock = clock;
    this.#activity = activity;
    this.#forget = clock.onMove(() => this.#arm());
  }

  /** Fires what is due now. Resolves when the targets have taken it. */
  async tick(): Promise<void> {
    await this.#activity.track(() => this.#scheduler.tick(this.#clock.now()));
    this.#arm();
  }

  stop(): void {
    this.#forget();
    clearTimeout(this.#timer);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const due = this.#scheduler.nextDue();
    if (due === null) return;
    const pause = Math.min(Math.max(0, due - this.#clock.now()), LONGEST_TIMER);
    this.#timer = setTimeout(() => void this.tick(), pause).unref();
  }
}
