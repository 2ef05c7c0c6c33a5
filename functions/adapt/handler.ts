import type { Meter } from '../../lib/announcements.ts';
import type { Clock } from '../../lib/clock.ts';
import {
  type Adapted,
  adapt,
  dropKnown,
  type ListAnswer,
  type PlatformTrigger,
  parseNotice,
  type SecretsOf,
  takeDayList,
} from '../../lib/platforms/index.ts';
import type { Plan } from '../../lib/policy/plan.ts';
import type { Parking, Referencer, Registry } from '../../lib/registry/index.ts';
import { type BatchAnswer, eachMessage, type QueueEvent, type QueueMessage } from '../wiring/each-message.ts';
import { parseOrder } from './orders.ts';

export interface AdaptDeps {
  readonly plan: Plan;
  readonly registry: Pick<Registry, 'subjects' | 'cases'>;
  readonly references: () => Promise<Referencer>;
  readonly secretsOf: SecretsOf;
  /** Puts triggers on the bus; durable when it returns. */
  readonly tell: (triggers: readonly PlatformTrigger[]) => Promise<void>;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly parking: Parking;
  readonly fault: (error: unknown) => void;
}

/** Turns what platforms said, and the lists they mail, into triggers on the bus. */
export function createHandler(deps: AdaptDeps) {
  const { plan, clock, meter, secretsOf, tell } = deps;
  return async (event: QueueEvent | object): Promise<BatchAnswer | ListAnswer> => {
    if ('Records' in event) return eachMessage(event, take, deps);
    const answer = await takeDayList(parseOrder(event), { ...deps, referencer: await deps.references() });
    meter.count('PlatformTriggers', answer.opened);
    meter.count('PlatformKnown', answer.known);
    return answer;
  };

  async function take({ body }: QueueMessage): Promise<void> {
    const adapted = await adapt(parseNotice(body, clock.now()), plan, secretsOf);
    await send(adapted);
    meter.count('PlatformNoted', adapted.noted.length);
    // The rest has been asked for. A person looks at what could not be, and the whole notice can be sent again.
    const [fault] = adapted.faults;
    if (fault !== undefined) throw fault;
  }

  async function send({ triggers }: Adapted): Promise<void> {
    if (triggers.length === 0) return;
    const { fresh, known } = await dropKnown(triggers, { ...deps, referencer: await deps.references() });
    await tell(fresh);
    meter.count('PlatformTriggers', fresh.length);
    meter.count('PlatformKnown', known.length);
  }
}
