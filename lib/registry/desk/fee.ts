import type { Case } from '../model.ts';
import { caseOf, type DeskOffice, undecided } from './office.ts';

export interface FeeOrder {
  readonly case: string;
  readonly amount: string;
  readonly why: string;
  readonly by: string;
}

/**
 * Notes what a person decided to charge for a request: only where it repeats earlier ones of the same subject, and only
 * under a policy whose text keeps that for itself. Nothing is ever charged by itself (C 5.5, D 6.6, E 6.6). Told again it changes
 * nothing.
 * @throws ExpungeError CASE_UNKNOWN; DECISION_INVALID: the text lets nobody pay, it is the subject's first request, or
 * another fee was decided before.
 */
export async function decideFee({ case: id, amount, why, by }: FeeOrder, office: DeskOffice): Promise<Case> {
  const { registry, clock, plan } = office;
  const one = await caseOf(id, office);
  if ([amount, why, by].some((text) => text.trim() === ''))
    throw undecided('a fee has an amount, a reason and a role that decides', one);
  if (one.fee === undefined) {
    // The sentence on fees and the one on discretionary refusals are one clause in each text that has them.
    const grounds = Object.values(plan.policies[one.policy]?.refusals ?? {});
    if (!grounds.some(({ discretionary }) => discretionary))
      throw undecided(`${one.policy} lets nobody pay for a request`, one);
    const earlier = (await registry.requests(one.ref)).filter(
      (asked) => asked.case !== id && asked.at <= one.receivedAt,
    );
    if (earlier.length === 0) throw undecided('it is the first request of its subject, which is free', one);
  }
  const decided = (await registry.decideFee(id, { amount, why, by, at: clock.now() })) ?? one;
  const { fee } = decided;
  if (fee?.amount === amount && fee.why === why && fee.by === by) return decided;
  throw undecided('another fee was decided before, and that stands', one);
}
