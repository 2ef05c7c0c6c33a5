import type { PlanRule } from '../plan.ts';

/** A period and what starts it, as one version of a policy promised it. */
export type Promised = Pick<PlanRule, 'start' | 'period'>;

/**
 * The promises that bind a record: the one under which it was collected and every one made since; the earliest to end is
 * kept. A longer period never reaches back, unless the subject consented to the version that brought it: then what older
 * versions promised is no longer asked (Kuaishou 8.1, NDSMR 22).
 * @param collectedAt milliseconds; null: not known, and then all of them bind.
 * @param consents versions that the subject consented to.
 */
export function bindingPromises(
  rule: Pick<PlanRule, 'start' | 'period' | 'earlier'> & { readonly version: string },
  collectedAt: number | null,
  consents: ReadonlySet<string>,
): readonly Promised[] {
  const { earlier = [], version } = rule;
  if (earlier.length === 0 || consents.has(version)) return [rule];
  const bound = earlier.filter(({ until }) => collectedAt === null || collectedAt < until);
  const consented = bound.findLastIndex((promise) => consents.has(promise.version));
  // One version may promise two things about what is one rule now: both stand.
  const from = consented === -1 ? 0 : bound.findIndex((promise) => promise.version === bound[consented]?.version);
  return [...bound.slice(from), rule];
}
