import type { Bus, Meter } from '../../announcements.ts';
import type { Clock } from '../../clock.ts';
import { ExpungeError } from '../../errors.ts';
import type { Plan } from '../../policy/plan.ts';
import type { Case } from '../model.ts';
import type { Registry } from '../registry.ts';

/** Where people decide about cases. */
export interface DeskOffice {
  readonly plan: Plan;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly bus: Bus;
  readonly meter: Meter;
}

/** @throws ExpungeError CASE_UNKNOWN. */
export async function caseOf(id: string, { registry }: { registry: Pick<Registry, 'case'> }): Promise<Case> {
  const known = await registry.case(id);
  if (known !== null) return known;
  throw new ExpungeError('CASE_UNKNOWN', 'The registry has no case of this id; `case list` shows those under way.');
}

/** Nothing is changed where a decision cannot stand. */
export function undecided(why: string, one: Case): ExpungeError {
  return new ExpungeError('DECISION_INVALID', `Nothing was decided: ${why}.`, { place: one.policy });
}
