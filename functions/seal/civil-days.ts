import type { Receipt } from '../../lib/evidence/index.ts';
import { civilDayIn } from '../../lib/evidence/log/rollup.ts';
import type { Plan } from '../../lib/policy/plan.ts';

/** The day of a receipt where its policy is at home; in UTC where the plan no longer knows the policy. */
export function civilDays({ policies }: Plan): (receipt: Receipt) => string {
  const days = new Map<string, (instant: string) => string>();
  return ({ policy, verifiedAt }) => {
    const dayOf = days.get(policy.id) ?? civilDayIn(policies[policy.id]?.zone ?? 'UTC');
    days.set(policy.id, dayOf);
    return dayOf(verifiedAt);
  };
}
