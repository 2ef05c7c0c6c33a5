import type { PlanPolicy, PlanTrigger } from '../../lib/policy/plan.ts';

/** What a policy of a sample plan says beyond its rules and triggers: nothing. */
export const NOTHING_MORE = {
  extensions: {},
  refusals: {},
  permissions: {},
  plugins: {},
  revokeCodes: {},
  answers: { complaint: null },
  minors: null,
  prohibited: [],
} satisfies Partial<PlanPolicy>;

/** A trigger of a sample plan: the whole account from receipt, without gates or a clock for the answer, unless it is said otherwise. */
export function plainTrigger(
  said: Pick<PlanTrigger, 'clause' | 'deadline' | 'covers'> & Partial<PlanTrigger>,
): PlanTrigger {
  return { scopes: ['account'], deadlineFrom: 'receipt', reply: null, gates: [], action: null, ...said };
}
