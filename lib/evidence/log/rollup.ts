import type { Receipt } from '../receipt.ts';
import type { Count, DayCounts } from './log-heads.ts';

/**
 * What a report needs to know of these receipts, by civil day, added to what is known of others.
 * @param dayOf the day of a receipt in its policy's zone.
 */
export function rollUp(
  receipts: readonly Receipt[],
  dayOf: (receipt: Receipt) => string,
  onto: readonly DayCounts[] = [],
): DayCounts[] {
  const days = new Map(onto.map(({ day, counts }) => [day, new Map(counts.map((count) => [nameOf(count), count]))]));
  for (const receipt of receipts) {
    const day = dayOf(receipt);
    const counts = days.get(day) ?? new Map<string, Count>();
    days.set(day, counts);
    const one = countOf(receipt);
    const known = counts.get(nameOf(one));
    counts.set(nameOf(one), {
      ...one,
      receipts: one.receipts + (known?.receipts ?? 0),
      records: one.records + (known?.records ?? 0),
    });
  }
  return [...days].map(([day, counts]) => ({ day, counts: [...counts.values()] }));
}

function countOf({ policy, dataset, rule, action, outcome, due, verifiedAt, records }: Receipt): Count {
  const late = due !== null && verifiedAt > due;
  return { policy: policy.id, dataset, rule: rule.id, action, outcome, late, receipts: 1, records };
}

/** The same for counts that are added up: in the registry it names an attribute. */
export function nameOf({ policy, dataset, rule, action, outcome, late }: Omit<Count, 'receipts' | 'records'>): string {
  return [policy, dataset, rule, action, outcome, late ? 'late' : 'in time'].join('#');
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
