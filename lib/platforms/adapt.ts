import type { ExpungeError } from '../errors.ts';
import type { Plan } from '../policy/plan.ts';
import { authenticate, type SecretsOf } from './authenticate.ts';
import { decide } from './decide.ts';
import type { Notice } from './notice.ts';
import { isNoted } from './said.ts';
import { type PlatformTrigger, triggerOf } from './triggers.ts';

/** What a notice came to. */
export interface Adapted {
  readonly triggers: readonly DatedTrigger[];
  /** What could not be turned into a trigger, for a person to look at. */
  readonly faults: readonly ExpungeError[];
  /** Why nothing was asked for. */
  readonly noted: readonly string[];
}

export interface DatedTrigger {
  readonly trigger: PlatformTrigger;
  /** When the platform says that it happened, or the earliest that it can have, milliseconds. */
  readonly at: number;
  /** What was received no earlier than this may have told of it already, milliseconds. */
  readonly since: number;
}

/**
 * Checks who signed a notice and turns what it says into triggers of the policies it is for. The same notice always makes
 * the same triggers.
 * @throws ExpungeError PLATFORM_SIGNATURE_INVALID, PLATFORM_UNKNOWN_APP, PLATFORM_NOTICE_UNREADABLE, PLATFORM_UNDECIDED,
 * EVENT_INCOMPLETE. No message quotes the notice.
 */
export async function adapt(notice: Notice, plan: Plan, secretsOf: SecretsOf): Promise<Adapted> {
  const heard = await authenticate(notice, plan.platforms ?? [], secretsOf);
  const triggers: DatedTrigger[] = [];
  const faults: ExpungeError[] = [];
  const noted: string[] = [];
  for (const { app, said } of heard) {
    if (isNoted(said)) {
      noted.push(said.noted);
      continue;
    }
    const decision = decide(said, app, plan);
    faults.push(...decision.faults);
    for (const asked of decision.asked) {
      triggers.push({ trigger: triggerOf(said, app.policy, notice.receivedAt, asked), at: said.at, since: said.at });
    }
  }
  return { triggers, faults, noted };
}
