import { describe, expect, it } from 'vitest';
import { parsePeriod, schedule } from '../../lib/retention/index.ts';

const DAY = 86_400;
const at = (text: string) => Date.parse(text);

function ageing(period: string | null, floor: string | null = null) {
  return {
    period: period === null ? null : parsePeriod(period),
    floor: floor === null ? null : parsePeriod(floor),
    window: DAY,
    zone: 'Asia/Shanghai',
  };
}

const created = at('2026-01-01T10:00+08:00');

describe('schedule', () => {
  it('a promise alone: gone by then, from one window before', () => {
    expect(schedule(ageing('180 days'), { start: created, floorStart: null }, false)).toEqual({
      kind: 'at',
      from: at('2026-06-29T10:00+08:00'),
      latest: at('2026-06-30T10:00+08:00'),
      floorEnds: null,
      provisional: false,
    });
  });

  it('a floor that ends later than the promise governs: nothing before it, due one window after', () => {
    expect(schedule(ageing('180 days', '3 years'), { start: created, floorStart: created }, false)).toEqual({
      kind: 'at',
      from: at('2029-01-02T00:00+08:00'),
      latest: at('2029-01-03T00:00+08:00'),
      floorEnds: at('2029-01-02T00:00+08:00'),
      provisional: false,
    });
  });

  it('a floor long over changes nothing', () => {
    const plain = schedule(ageing('10 years'), { start: created, floorStart: null }, false);
    const floored = schedule(ageing('10 years', '3 years'), { start: created, floorStart: created }, false);
    expect(floored).toEqual({ ...plain, floorEnds: at('2029-01-02T00:00+08:00') });
  });

  it('covered by a case: due at once, or when the floor ends', () => {
    expect(schedule(ageing('180 days'), { start: created, floorStart: null }, true)).toMatchObject({ latest: created });
    expect(schedule(ageing(null), { start: null, floorStart: null }, true)).toMatchObject({
      from: -DAY * 1000,
      latest: 0,
    });
    expect(schedule(ageing(null, '3 years'), { start: null, floorStart: created }, true)).toMatchObject({
      from: at('2029-01-02T00:00+08:00'),
    });
  });

  it.each([
    ['no period', ageing(null), { start: created, floorStart: created }, false],
    ['no period', ageing(null, '3 years'), { start: null, floorStart: null }, false],
    ['not started', ageing('180 days'), { start: null, floorStart: null }, false],
    ['not started', ageing('180 days', '3 years'), { start: null, floorStart: created }, false],
    ['floor not started', ageing('180 days', '3 years'), { start: created, floorStart: null }, false],
    ['floor not started', ageing(null, '3 years'), { start: created, floorStart: null }, true],
  ] as const)('never: %s', (why, how, times, covered) => {
    expect(schedule(how, times, covered)).toEqual({ kind: 'never', why });
  });

  it('a promise in working days past the table is provisional', () => {
    const times = { start: at('2026-12-20T00:00Z'), floorStart: null };
    expect(schedule(ageing('15 working days CN'), times, false)).toMatchObject({ provisional: true });
  });

  it('refuses to end a floor on a guess: unknown days count, which would be too early', () => {
    const start = at('2026-12-20T00:00Z');
    const times = { start, floorStart: start };
    expect(() => schedule(ageing('1 year', '15 working days CN'), times, false)).toThrow(
      expect.objectContaining({ code: 'CALENDAR_ENDS' }),
    );
  });

  it('refuses a window in milliseconds', () => {
    const wrong = { ...ageing('180 days'), window: DAY * 1000 };
    expect(() => schedule(wrong, { start: created, floorStart: null }, false)).toThrow(
      expect.objectContaining({ code: 'CONFIGURATION' }),
    );
  });
});
