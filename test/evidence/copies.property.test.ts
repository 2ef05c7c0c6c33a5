import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copiesAgree, copiesGoneBy, type Refresh, refreshesThatCount } from '../../lib/evidence/copies.ts';
import { receipt } from './pages.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00.000Z');
const iso = (day: number) => new Date(START + day * DAY).toISOString();

const copy = fc.record({ name: fc.constantFrom('pitr', 'nightly', 'weekly'), days: fc.integer({ min: 1, max: 40 }) });
const receipts = fc.array(
  fc
    .record({
      dataset: fc.constantFrom('logs', 'orders'),
      day: fc.integer({ min: 0, max: 60 }),
      copies: fc.uniqueArray(copy, { selector: ({ name }) => name, minLength: 1, maxLength: 3 }),
      named: fc.boolean(),
    })
    .map(({ dataset, day, copies, named }) =>
      receipt('AAAAAAAAAAAAAAAAAAAAAA', {
        dataset,
        verifiedAt: iso(day),
        copiesGoneBy: iso(day + Math.max(...copies.map(({ days }) => days))),
        ...(named && { copies: copies.map(({ name, days }) => ({ name, goneBy: iso(day + days) })) }),
      }),
    ),
  { maxLength: 6 },
);
const refreshes = fc.array(
  fc.record({
    dataset: fc.constantFrom('logs', 'orders'),
    copy: fc.constantFrom('nightly', 'weekly'),
    refreshedAt: fc.integer({ min: 0, max: 110 }).map(iso),
    evidence: fc.constant('job 1'),
  }),
  { maxLength: 4 },
);

/** Day by day, without any cleverness: is there a copy left of anything? */
function lastDayWithCopy(all: ReturnType<typeof receipt>[], known: readonly Refresh[]): string | null {
  const ends = all.flatMap((one) => {
    if (one.copies === undefined) return one.copiesGoneBy === null ? [] : [one.copiesGoneBy];
    return one.copies.map(({ name, goneBy }) => {
      for (let day = 0; day < 200; day++) {
        const at = iso(day);
        if (at >= goneBy) return goneBy;
        const renewed = known.some(
          (each) =>
            each.dataset === one.dataset &&
            each.copy === name &&
            each.refreshedAt === at &&
            each.refreshedAt > one.verifiedAt,
        );
        if (renewed) return at;
      }
      return goneBy;
    });
  });
  return ends.sort().at(-1) ?? null;
}

describe('when the copies are gone', () => {
  it('is when the last of them has passed its days or was refreshed after the erasure [C-20, R-16]', () => {
    fc.assert(
      fc.property(receipts, refreshes, (all, known) => {
        expect(copiesGoneBy(all, known)).toBe(lastDayWithCopy(all, known));
      }),
    );
  });

  it('is never later for a refresh, and never before an erasure [C-20, R-16]', () => {
    fc.assert(
      fc.property(receipts, refreshes, (all, known) => {
        const [without, with_] = [copiesGoneBy(all), copiesGoneBy(all, known)];
        expect((with_ ?? '') <= (without ?? '')).toBe(true);
        const last = all
          .map(({ verifiedAt }) => verifiedAt)
          .sort()
          .at(-1);
        if (last !== undefined) expect((with_ ?? '') > last).toBe(true);
      }),
    );
  });

  it('follows from the refreshes that count alone, and from each of them [R-16]', () => {
    fc.assert(
      fc.property(receipts, refreshes, (all, known) => {
        const counted = refreshesThatCount(all, known);
        expect(copiesGoneBy(all, counted)).toBe(copiesGoneBy(all, known));
        for (const one of counted) expect(refreshesThatCount(all, [one])).toEqual([one]);
      }),
    );
  });

  it('agrees with what is said of all copies, or is found out', () => {
    fc.assert(
      fc.property(receipts, (all) => {
        for (const one of all) {
          expect(copiesAgree(one)).toBe(true);
          if (one.copies !== undefined) expect(copiesAgree({ ...one, copiesGoneBy: iso(1000) })).toBe(false);
        }
      }),
    );
  });
});
