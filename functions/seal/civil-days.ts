import { civilDayIn, type DayOf } from '../../lib/evidence/log/rollup.ts';
import type { Plan } from '../../lib/policy/plan.ts';

/** The day of an instant where a policy is at home; in UTC where the plan no longer knows the policy. */
export function civilDays({ policies }: Plan): DayOf {
  const days = new Map<string, (instant: string) => string>();
  return (policy, instant) => {
    const dayOf = days.get(policy) ?? civilDayIn(policies[policy]?.zone ?? 'UTC');
    days.set(policy, dayOf);
    return dayOf(instant);
  };
}
