import type { Plan } from '../../lib/policy/plan.ts';
import { type ApprovalOffice, approve } from '../../lib/registry/index.ts';

/** Far more than any test erases. */
const RECORDS = 1_000_000;

/** Everything that a plan does has somebody's approval, as where it has been deployed for long. */
export async function approved(office: ApprovalOffice): Promise<void> {
  for (const policy of Object.keys(office.plan.policies)) {
    await approve({ policy, records: RECORDS, by: 'test' }, office);
  }
}

/** The same plan, and no day is too short for what it erases. */
export function withoutBudgets(plan: Plan): Plan {
  const datasets = Object.entries(plan.datasets).map(([id, dataset]) => [id, { ...dataset, dayBudget: RECORDS }]);
  return { ...plan, datasets: Object.fromEntries(datasets) };
}
