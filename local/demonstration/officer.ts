import { type Approved, approveWhatWaits } from './approvals.ts';
import type { Look } from './inspect.ts';
import type { Scene } from './scene.ts';

/** What was approved in all. */
export interface Approvals extends Approved {
  /** Records that were no longer as they were stored before anything was approved. */
  readonly erasedBefore: number;
  /** Rules that came to the end of a day's budget later on, and went on when that was approved too. */
  readonly again: number;
}

const MINUTE = 60_000;
/** As the metric behind the alarm `ErasurePaused` is printed. */
const PAUSED = '"Paused":';

/** The data protection officer, without whom nothing is erased: approves at the beginning, and whenever the alarm calls. */
export class Officer {
  readonly #scene: Scene;
  #heard = 0;
  #first = { rules: 0, records: 0, erasedBefore: 0 };
  #again = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  get approvals(): Approvals {
    return { ...this.#first, again: this.#again };
  }

  /** What was seen to be due goes. `before`: how the stores were seen until now. */
  async approve(before: readonly Look[]): Promise<Approved> {
    const verdicts = before.flatMap((look) => [...look.verdicts.values()]);
    const erasedBefore = verdicts.filter(({ is }) => is !== 'untouched').length;
    this.#heard = this.#scene.lines.length;
    this.#first = { ...(await approveWhatWaits(this.#scene.runtime)), erasedBefore };
    await this.#letWork();
    return this.#first;
  }

  /** Where the alarm has called since: approves what stopped, and lets it go on. */
  async answerAlarm(): Promise<void> {
    const { lines, runtime } = this.#scene;
    while (lines.slice(this.#heard).some((line) => line.includes(PAUSED))) {
      this.#heard = lines.length;
      this.#again += (await approveWhatWaits(runtime)).rules;
      await this.#letWork();
    }
  }

  async #letWork(): Promise<void> {
    const { runtime } = this.#scene;
    await runtime.moveClock(runtime.clock.now() + MINUTE);
  }
}
