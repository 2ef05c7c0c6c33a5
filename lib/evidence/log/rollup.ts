import { type Evidence, instantOf, isStatement } from '../evidence.ts';
import type { Receipt } from '../receipt.ts';
import { answeredAt, type Statement } from '../statement.ts';
import { addUp, type Count, type DayCounts } from './counts.ts';
import { marginOf } from './margins.ts';

/** The civil day, yyyy-mm-dd, of an instant (ISO 8601) where a policy is at home. */
export type DayOf = (policy: string, instant: string) => string;

/**
 * What was due is counted under no day further than this from the day on which it was verified; what is further goes to
 * the last one within. A page's receipts are at most 48 hours apart, which is five civil days over all zones of the world:
 * so one page touches at most 31 + 5 + 31 days, and always fits one transaction.
 */
const FURTHEST_DUE = 31;
const DAY = 86_400_000;

/**
 * What a report needs to know of this evidence, by civil day, added to what is known of other.
 * @param evidence in the order of the log.
 * @param at the log, and the index in it of the first.
 */
export function rollUp(
  evidence: readonly Evidence[],
  at: { readonly origin: string; readonly first: number },
  dayOf: DayOf,
  onto: readonly DayCounts[] = [],
): DayCounts[] {
  const days = new Map(onto.map(({ day, counts }) => [day, addUp(counts)]));
  const add = (day: string, counts: readonly Count[]) => days.set(day, addUp(counts, days.get(day)));
  evidence.forEach((one, index) => {
    const day = dayOf(one.policy.id, instantOf(one));
    const first = at.first + index;
    add(day, [
      isStatement(one) ? caseOf(one) : erasureOf(one),
      { of: 'policy', policy: one.policy.id, version: one.policy.version, digest: one.policy.digest, entries: 1 },
      { of: 'entry', origin: at.origin, first, end: first + 1, entries: 1 },
    ]);
    if (isStatement(one) || one.due === null) return;
    const { policy, dataset, rule, records } = one;
    add(within(dayOf(policy.id, one.due), day), [{ of: 'due', policy: policy.id, dataset, rule: rule.id, records }]);
  });
  return [...days].map(([day, counts]) => ({ day, counts: [...counts.values()] }));
}

function erasureOf({ policy, dataset, rule, action, outcome, due, verifiedAt, records }: Receipt): Count {
  const margin = marginOf(verifiedAt, due);
  return { of: 'erasure', policy: policy.id, dataset, rule: rule.id, action, outcome, margin, receipts: 1, records };
}

function caseOf(statement: Statement): Count {
  const { policy, trigger, stage, deadline } = statement;
  return { of: 'case', policy: policy.id, trigger, stage, margin: marginOf(answeredAt(statement), deadline), cases: 1 };
}

function within(day: string, verified: string): string {
  const near = (days: number) => new Date(Date.parse(verified) + days * DAY).toISOString().slice(0, 10);
  const [first, last] = [near(-FURTHEST_DUE), near(FURTHEST_DUE)];
  if (day < first) return first;
  return day > last ? last : day;
}

/** Tells the civil day of an instant in a zone, yyyy-mm-dd. Made once: making it takes longer than using it. */
export function civilDayIn(zone: string): (instant: string) => string {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return (instant) => {
    const parts = format.formatToParts(Date.parse(instant));
    const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
    return `${part('year')}-${part('month')}-${part('day')}`;
  };
}
