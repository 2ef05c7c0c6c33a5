import { describe, expect, it } from 'vitest';
import { whenErased } from '../../lib/erasure/when-erased.ts';
import type { PlanRule } from '../../lib/policy/plan.ts';

const DAY = 24 * 3600 * 1000;
const COLLECTED = Date.parse('2026-01-10T04:00:00Z');
const policy = { version: '2', zone: 'Asia/Shanghai' };
const earlier = {
  version: '1',
  until: Date.parse('2026-02-01T00:00:00+08:00'),
  start: 'collected',
  period: 'P90D',
} as const;
const rule: PlanRule = {
  id: 'r',
  clause: '1',
  start: 'collected',
  period: 'P180D',
  window: 86_400,
  floor: null,
  earlier: [earlier],
};

const days = (of: PlanRule, collected = COLLECTED, consents: readonly string[] = [], covered = false) => {
  const when = whenErased(
    { at: { collected } },
    { policy, rule: of, covered, consents: new Set(consents), closedAt: null },
  );
  return when.kind === 'at' ? (when.latest - collected) / DAY : when.why;
};

describe('when a record is erased under a policy that had earlier versions', () => {
  it('what was collected under the shorter period keeps it [R-22, D-62, C-45]', () => {
    expect(days(rule)).toBe(90);
    expect(days(rule, Date.parse('2026-02-01T00:00:00+08:00'))).toBe(180);
  });

  it('unless the subject consented to the version that made it longer [R-22, B-16, D-62]', () => {
    expect(days(rule, COLLECTED, ['2'])).toBe(180);
    expect(days(rule, COLLECTED, ['1'])).toBe(90);
  });

  it('also where the present rule has no period any more: the old one is still kept', () => {
    expect(days({ ...rule, period: null })).toBe(90);
    expect(days({ ...rule, period: null }, COLLECTED, ['2'])).toBe('no period');
  });

  it('never before its floor has ended, and by a case at once as ever', () => {
    const floor = { period: 'P6M', start: 'collected', law: 'a law' } as const;
    expect(Number(days({ ...rule, period: 'P7M', floor }))).toBeGreaterThan(181);
    expect(days(rule, COLLECTED, [], true)).toBe(0);
  });
});

describe('a floor that starts with the end of the relation', () => {
  const law = 'Anti-Money Laundering Law Art. 34 on identity';
  const kept: PlanRule = {
    ...rule,
    period: null,
    earlier: [],
    floor: { period: 'P10Y', start: 'account closed', law },
  };
  const when = (closedAt: number | null, covered: boolean) =>
    whenErased({ at: { collected: COLLECTED } }, { policy, rule: kept, covered, consents: new Set(), closedAt });

  it('has not begun while the account is open, and whatever asks for erasing then has to wait [D-51, R-14]', () => {
    expect(when(null, false)).toEqual({ kind: 'never', why: 'no period' });
    expect(when(null, true)).toEqual({ kind: 'never', why: 'floor not started' });
  });

  it('runs from the day the account was closed, to the end of its last day [D-51]', () => {
    const closedAt = Date.parse('2026-03-02T15:00:00+08:00');
    expect(when(closedAt, true)).toMatchObject({ floorEnds: Date.parse('2036-03-03T00:00:00+08:00') });
  });
});
