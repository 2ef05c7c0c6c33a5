import type { Plan, PlanDataset } from '../policy/plan.ts';
import { own } from '../policy/plan-index.ts';
import type { CaseRecipient } from './model.ts';

/**
 * Who received data from these datasets, for a case that is being opened: each once, in order. One that keeps them by law
 * or by an authorisation of its own is named all the same, as skipped.
 */
export function caseRecipients(datasets: readonly PlanDataset[], { recipients }: Plan): CaseRecipient[] {
  const ids = [...new Set(datasets.flatMap((dataset) => dataset.recipients))].sort();
  return ids.map((id) => {
    const keeps = own(recipients, id)?.keeps ?? null;
    return keeps === null ? { id } : { id, skipped: keeps };
  });
}

/** Nothing more is expected of it: it confirmed, was left to a person, or need not be told. */
export function isSettled({ confirmedAt, escalatedAt, skipped }: CaseRecipient): boolean {
  return confirmedAt !== undefined || escalatedAt !== undefined || skipped !== undefined;
}
