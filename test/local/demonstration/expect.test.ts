import { describe, expect, test } from 'vitest';
import type { PlanRule } from '../../../lib/policy/plan.ts';
import { fateByAge, fateWhenClosed, workingDeadline } from '../../../local/demonstration/expect.ts';

const ZONE = 'Asia/Shanghai';
const DAY = 86_400;
const at = (text: string) => Date.parse(text);
const rule = (changes: Partial<PlanRule>): PlanRule => ({
  id: 'logs',
  clause: '1',
  start: 'collected',
  period: 'P180D',
  window: DAY,
  floor: null,
  ...changes,
});

describe('by age', () => {
  test('a record is gone by the end of its period, and not before the window', () => {
    const fate = fateByAge(rule({}), 'delete', { collected: at('2026-01-01T10:00:00+08:00') }, ZONE);
    expect(fate.latest).toBe(at('2026-06-30T10:00:00+08:00'));
    expect(fate.from).toBe(at('2026-06-29T10:00:00+08:00'));
  });

  test('months end on the last day of shorter ones', () => {
    const fate = fateByAge(rule({ period: 'P1M' }), 'delete', { collected: at('2026-01-31T10:00:00+08:00') }, ZONE);
    expect(fate.latest).toBe(at('2026-02-28T10:00:00+08:00'));
  });

  test('what has not begun to age, or has no period, stays', () => {
    const started = { collected: at('2026-01-01T00:00:00Z') };
    expect(fateByAge(rule({ period: null }), 'delete', started, ZONE).latest).toBe(Number.POSITIVE_INFINITY);
    expect(fateByAge(rule({ start: 'purpose fulfilled' }), 'delete', started, ZONE).from).toBe(
      Number.POSITIVE_INFINITY,
    );
  });

  test('a floor ends with its last day, and the period waits for it', () => {
    const floor = { period: 'P6M', start: 'collected', law: 'a law' } as const;
    const fate = fateByAge(
      rule({ period: 'P1D', floor }),
      'delete',
      { collected: at('2026-01-15T10:00:00+08:00') },
      ZONE,
    );
    expect(fate.floorEnds).toBe(at('2026-07-16T00:00:00+08:00'));
    expect(fate.from).toBe(fate.floorEnds);
  });
});

describe('when the account is closed', () => {
  const closing = { at: at('2026-03-02T12:00:00+08:00'), deadline: at('2026-03-24T00:00:00+08:00'), covers: ['logs'] };
  const floor = { period: 'P6M', start: 'collected', law: 'a law' } as const;
  const starts = { collected: at('2026-02-01T10:00:00+08:00') };

  test('everything covered goes from then on, and by the deadline', () => {
    const fate = fateWhenClosed(fateByAge(rule({}), 'delete', starts, ZONE), closing, DAY, 0);
    expect(fate).toMatchObject({ from: closing.at, latest: closing.deadline });
  });

  test('a rule that is not covered goes on as before', () => {
    const byAge = fateByAge(rule({ id: 'other' }), 'delete', starts, ZONE);
    expect(fateWhenClosed(byAge, closing, DAY, 0)).toBe(byAge);
  });

  test('a floor that lasts longer than the deadline is waited for', () => {
    const fate = fateWhenClosed(fateByAge(rule({ period: 'P7M', floor }), 'delete', starts, ZONE), closing, DAY, 0);
    expect(fate.from).toBe(at('2026-08-02T00:00:00+08:00'));
    expect(fate.latest).toBe(at('2026-08-03T00:00:00+08:00'));
  });

  test('a floor that has not begun to run keeps the record without a date', () => {
    const never = fateByAge(rule({ floor: { ...floor, start: 'transaction completed' } }), 'delete', starts, ZONE);
    expect(fateWhenClosed(never, closing, DAY, 0).from).toBe(Number.POSITIVE_INFINITY);
  });

  test('a period that ends before the deadline still counts', () => {
    const soon = fateByAge(rule({ period: 'P30D' }), 'delete', starts, ZONE);
    expect(fateWhenClosed(soon, closing, DAY, 0).latest).toBe(at('2026-03-03T10:00:00+08:00'));
  });
});

describe('fifteen working days', () => {
  test.each([
    ['an ordinary month', '2026-03-02T12:00:00+08:00', '2026-03-24T00:00:00+08:00'],
    ['over Labour Day and the Saturday worked for it', '2026-04-20T12:00:00+08:00', '2026-05-14T00:00:00+08:00'],
    ['from late in the evening of Shanghai', '2026-03-02T23:59:00+08:00', '2026-03-24T00:00:00+08:00'],
  ])('%s', (_, start, deadline) => {
    expect(new Date(workingDeadline(at(start), 'P15WD', ZONE)).toISOString()).toBe(new Date(deadline).toISOString());
  });
});
