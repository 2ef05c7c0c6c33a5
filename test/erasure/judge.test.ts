import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../lib/erasure/erase-cluster.ts';
import type { PlanRule } from '../../lib/policy/plan.ts';
import { logs } from './sample-plan.ts';

const DAY = 24 * 3600 * 1000;
const STORED = Date.parse('2026-01-10T04:00:00Z');
const policy = { version: '1', zone: 'Asia/Shanghai' };
const rule: PlanRule = { id: 'short', clause: '1', start: 'collected', period: 'P180D', window: 86_400, floor: null };
const fields = { user_id: 'li', created_at: new Date(STORED).toISOString() };

const isRipe = (now: number, of: PlanRule = rule) => {
  const judging = {
    scope: { dataset: logs },
    rule: of,
    policy,
    consents: new Set<string>(),
    closedAt: null,
    coverage: null,
  };
  return judge(judging, { fields }, null, now).ripe;
};

describe('whether a record may go now (P1)', () => {
  it('not a millisecond before its window opens, whoever looks for whatever reason', () => {
    const opens = STORED + 179 * DAY;
    expect(isRipe(opens - 1)).toBe(false);
    expect(isRipe(opens)).toBe(true);
    fc.assert(fc.property(fc.integer({ min: 1, max: 179 * DAY }), (early) => !isRipe(opens - early)));
  });

  it('not before its floor has ended, to the end of its last day', () => {
    const floor = { period: 'P7M', start: 'collected', law: 'a law' } as const;
    const ends = Date.parse('2026-08-11T00:00:00+08:00');
    expect(isRipe(ends - 1, { ...rule, floor })).toBe(false);
    expect(isRipe(ends, { ...rule, floor })).toBe(true);
  });
});
