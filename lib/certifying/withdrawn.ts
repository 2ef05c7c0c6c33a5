import type { Plan } from '../policy/plan.ts';
import { mechanismOf, withdrawnCategories } from '../registry/covered.ts';
import type { Case } from '../registry/model.ts';

/** The categories that a case is about, where it was a withdrawal: some, or all that its trigger covers. Null: it was none. */
export function withdrawnBy({ policy, trigger, scope }: Case, plan: Plan): readonly string[] | null {
  if (mechanismOf(trigger, scope) !== 'withdrawal') return null;
  return withdrawnCategories(plan, policy, trigger, scope);
}
