import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Evidence, isStatement } from '../../../lib/evidence/evidence.ts';
import { addUp, type DayCounts } from '../../../lib/evidence/log/counts.ts';
import { dayParts, MOST_ITEMS } from '../../../lib/evidence/log/log-heads.ts';
import { marginOf } from '../../../lib/evidence/log/margins.ts';
import { civilDayIn, rollUp } from '../../../lib/evidence/log/rollup.ts';
import { idOf, receipt, statement } from '../pages.ts';

const START = Date.parse('2026-06-30T00:00:00Z');
const HOUR = 3_600_000;
const zones = ['Pacific/Kiritimati', 'Etc/GMT+12', 'Asia/Shanghai', 'UTC'];
const dayIn = new Map(zones.map((zone) => [zone, civilDayIn(zone)]));
/** A policy in each zone. */
const policies = zones.map((_, n) => `policy-${n}`);
const dayOf = (policy: string, instant: string) => dayIn.get(zones[policies.indexOf(policy)] ?? '')?.(instant) ?? '';

const instant = (hours: number) => fc.integer({ min: -hours * HOUR, max: hours * HOUR });
const iso = (offset: number) => new Date(START + offset).toISOString();

const policyOf = fc.record({
  id: fc.constantFrom(...policies),
  version: fc.constantFrom('1', '2'),
  digest: fc.constantFrom('a'.repeat(64), 'b'.repeat(64)),
});

const receipts = fc
  .record({
    policy: policyOf,
    dataset: fc.constantFrom('logs', 'orders'),
    rule: fc.constantFrom('short', 'long'),
    action: fc.constantFrom('delete' as const, 'anonymise' as const),
    outcome: fc.constantFrom('erased' as const, 'held' as const, 'absent' as const),
    records: fc.integer({ min: 0, max: 500 }),
    verified: instant(24),
    due: fc.option(instant(24 * 400)),
  })
  .map(({ verified, due, rule, ...rest }) =>
    receipt(idOf(1), {
      ...rest,
      rule: { id: rule, clause: 'c' },
      verifiedAt: iso(verified),
      due: due === null ? null : iso(due),
    }),
  );
const statements = fc
  .record({
    policy: policyOf,
    stage: fc.constantFrom('erased' as const, 'final' as const),
    completed: instant(24 * 9),
    kept: fc.option(fc.integer({ min: 0, max: 9 * 86_400_000 })),
    stated: instant(24),
  })
  .map(({ completed, stated, kept, ...rest }) =>
    statement({
      ...rest,
      restrictedAt: kept === null ? null : iso(completed - kept),
      completedAt: iso(completed),
      deadline: iso(0),
      statedAt: iso(stated),
    }),
  );
const evidence: fc.Arbitrary<Evidence> = fc.oneof({ weight: 4, arbitrary: receipts }, statements);
const AT = { origin: 'log/2026', first: 1000 };

const asMap = (days: readonly DayCounts[]) => new Map(days.map(({ day, counts }) => [day, addUp(counts)]));

describe('what is counted of evidence', () => {
  it('is the same however it was cut into commits', () => {
    fc.assert(
      fc.property(fc.array(evidence, { maxLength: 60 }), fc.nat({ max: 60 }), (all, cut) => {
        const whole = rollUp(all, AT, dayOf);
        const first = rollUp(all.slice(0, cut), AT, dayOf);
        const rest = all.slice(cut);
        const next = { ...AT, first: AT.first + Math.min(cut, all.length) };
        expect(asMap(rollUp(rest, next, dayOf, first))).toEqual(asMap(whole));
        const sums = asMap(first);
        for (const { day, counts } of rollUp(rest, next, dayOf)) sums.set(day, addUp(counts, sums.get(day)));
        expect(sums).toEqual(asMap(whole));
      }),
    );
  });

  it('leaves nothing out and counts nothing twice', () => {
    fc.assert(
      fc.property(fc.array(evidence, { maxLength: 60 }), (all) => {
        const counts = rollUp(all, AT, dayOf).flatMap((day) => day.counts);
        const total = (of: string, what: string) =>
          counts.reduce(
            (sum, count) =>
              sum + (count.of === of ? Number(Object.entries(count).find(([key]) => key === what)?.[1]) : 0),
            0,
          );
        const erased = all.filter((one) => !isStatement(one));
        expect(total('erasure', 'receipts')).toBe(erased.length);
        expect(total('erasure', 'records')).toBe(erased.reduce((sum, { records }) => sum + records, 0));
        expect(total('due', 'records')).toBe(
          erased.reduce((sum, { due, records }) => sum + (due === null ? 0 : records), 0),
        );
        expect(total('case', 'cases')).toBe(all.length - erased.length);
        expect(total('policy', 'entries')).toBe(all.length);
        expect(total('entry', 'entries')).toBe(all.length);
        const ends = counts.flatMap((count) => (count.of === 'entry' ? [count.first, count.end] : []));
        if (all.length > 0) expect([Math.min(...ends), Math.max(...ends)]).toEqual([1000, 1000 + all.length]);
      }),
    );
  });

  it('is put under the day of the promise, as long as that is within a month', () => {
    fc.assert(
      fc.property(receipts, (one) => {
        fc.pre(one.due !== null);
        const due = dayOf(one.policy.id, one.due ?? '');
        const verified = dayOf(one.policy.id, one.verifiedAt);
        const days = Math.round((Date.parse(due) - Date.parse(verified)) / (24 * HOUR));
        const [under] = rollUp([one], AT, dayOf).filter(({ counts }) => counts.some(({ of }) => of === 'due'));
        const away = Math.round((Date.parse(under?.day ?? '') - Date.parse(verified)) / (24 * HOUR));
        expect(away).toBe(Math.max(-31, Math.min(31, days)));
      }),
    );
  });

  it('knows the margin of a receipt against its due moment, of a statement against its deadline', () => {
    fc.assert(
      fc.property(evidence, (one) => {
        const [margin] = rollUp([one], AT, dayOf).flatMap(({ counts }) =>
          counts.flatMap((count) => ('margin' in count ? [count.margin] : [])),
        );
        expect(margin).toBe(
          isStatement(one)
            ? marginOf(one.restrictedAt ?? one.completedAt, one.deadline)
            : marginOf(one.verifiedAt, one.due),
        );
      }),
    );
  });
});

describe('a page by itself', () => {
  it('fits one commit, whatever its thousand receipts say', () => {
    // Every receipt of another rule and version, verified 48 hours apart at all ends of the world, due on every day there is.
    const worst = Array.from({ length: 1000 }, (_, n) =>
      receipt(idOf(n), {
        policy: { id: policies[n % 4] ?? '', version: `${n}`, digest: 'a'.repeat(64) },
        rule: { id: `rule-${n}`, clause: 'c' },
        verifiedAt: iso((n % 5) * 12 * HOUR),
        due: iso((Math.floor(n / 2) - 250) * 4 * HOUR),
      }),
    );
    const parts = dayParts(rollUp(worst, AT, dayOf));
    expect(parts).toBeGreaterThan(67);
    expect(parts + 1).toBeLessThanOrEqual(MOST_ITEMS);
  });
});
