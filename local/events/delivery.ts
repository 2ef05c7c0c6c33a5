import { attempts, type Undelivered, undelivered } from '../delivery/index.ts';
import type { Buses, Rule } from './buses.ts';
import type { BusEvent } from './event.ts';
import { payloadOf } from './payload.ts';
import type { Target } from './targets.ts';

/**
 * Hands one payload to a target; rejects when the target did not take it. `payload` is a JSON value. For a dead letter,
 * `arn` is the dead-letter queue's, `target` still the one that failed, and `failure` says why.
 */
export type Deliver = (arn: string, payload: unknown, target: Target, failure?: Undelivered) => Promise<void>;

/** An event that reached neither its target nor a dead-letter queue. The event itself is not told: it may be personal. */
export interface Loss {
  readonly rule: string;
  readonly target: string;
  readonly error: unknown;
}

/** Takes events to the targets of the rules they fit, in the background. */
export class Delivery {
  readonly #buses: Buses;
  readonly #deliver: Deliver;
  readonly #onLost: (loss: Loss) => void;
  readonly #underWay = new Set<Promise<void>>();

  constructor(buses: Buses, deliver: Deliver, onLost: (loss: Loss) => void) {
    this.#buses = buses;
    this.#deliver = deliver;
    this.#onLost = onLost;
  }

  /** Resolves when every target has the event or has been given up; never rejects. */
  async route(bus: string, event: BusEvent): Promise<void> {
    const fitting = [...this.#buses.rules(bus).values()].filter((rule) => rule.state === 'ENABLED' && rule.fits(event));
    const work = fitting.flatMap((rule) => [...rule.targets.values()].map((target) => this.#send(rule, target, event)));
    const all = Promise.all(work).then(() => undefined);
    this.#underWay.add(all);
    await all;
    this.#underWay.delete(all);
  }

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  async #send(rule: Rule, target: Target, event: BusEvent): Promise<void> {
    const payload = payloadOf(event, target);
    const outcome = await attempts(async () => this.#deliver(target.Arn, payload, target), target.RetryPolicy);
    if (outcome.ok) return;
    const deadLetters = target.DeadLetterConfig?.Arn;
    if (deadLetters === undefined) {
      this.#onLost({ rule: rule.arn, target: target.Arn, error: outcome.error });
      return;
    }
    const failure = undelivered(outcome, { RULE_ARN: rule.arn, TARGET_ARN: target.Arn });
    const buried = await attempts(async () => this.#deliver(deadLetters, payload, target, failure), undefined);
    if (!buried.ok) this.#onLost({ rule: rule.arn, target: target.Arn, error: buried.error });
  }
}
