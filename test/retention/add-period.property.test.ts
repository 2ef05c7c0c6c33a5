import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addPeriod, canonicalPeriod, nthWorkingDayAfter, parsePeriod } from '../../lib/retention/index.ts';
import { civil, civilDateAfter, civilPeriod, HOUR, instant, period, zone } from './arbitraries.ts';
import { nextDate, walk, worksByNotice } from './walk.ts';

const runs = { numRuns: 500 };

describe('addPeriod', () => {
  it('a floor ends exactly where the day after its last civil day begins', () => {
    fc.assert(
      fc.property(instant, civilPeriod, zone, (start, length, where) => {
        const { at } = addPeriod(start, length, where, 'up');
        const last = civilDateAfter(civil(start, where).date, length);
        expect(civil(at - 1, where).date).toBe(last);
        expect(civil(at, where).date).toBe(nextDate(last));
      }),
      runs,
    );
  });

  it('a promise ends on the civil day that the period names, at the same time of day where there is one', () => {
    fc.assert(
      fc.property(instant, civilPeriod, zone, (start, length, where) => {
        const { at } = addPeriod(start, length, where, 'down');
        const began = civil(start, where);
        const ended = civil(at, where);
        expect(ended.date).toBe(civilDateAfter(began.date, length));
        if (ended.time !== began.time) expect(ended.time > began.time).toBe(true); // skipped by the clocks
      }),
      runs,
    );
  });

  it('a promise is never after the floor of the same length, and less than two days before it', () => {
    fc.assert(
      fc.property(instant, period, zone, (start, length, where) => {
        const promise = addPeriod(start, length, where, 'down').at;
        const floor = addPeriod(start, length, where, 'up').at;
        expect(promise).toBeLessThanOrEqual(floor);
        expect(floor - promise).toBeLessThanOrEqual(25 * HOUR);
        expect(promise).toBeGreaterThan(start);
      }),
      runs,
    );
  });

  it('a later start never gives an earlier floor; nor a promise on an earlier civil day', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 0, max: 40 * 24 }), period, zone, (start, hours, length, where) => {
        const later = start + hours * HOUR;
        const floors = [start, later].map((from) => addPeriod(from, length, where, 'up').at);
        expect(floors[0]).toBeLessThanOrEqual(floors[1] ?? Number.NaN);
        const days = [start, later].map((from) => civil(addPeriod(from, length, where, 'down').at, where).date);
        expect((days[0] ?? '') <= (days[1] ?? '')).toBe(true);
      }),
      runs,
    );
  });

  it('a longer period never ends earlier', () => {
    fc.assert(
      fc.property(instant, civilPeriod, fc.integer({ min: 1, max: 90 }), zone, (start, length, more, where) => {
        const longer = { ...length, days: length.days + more };
        for (const round of ['down', 'up'] as const) {
          expect(addPeriod(start, longer, where, round).at).toBeGreaterThan(addPeriod(start, length, where, round).at);
        }
      }),
      runs,
    );
  });

  it('a period survives being written down', () => {
    fc.assert(
      fc.property(period, (length) => {
        expect(parsePeriod(canonicalPeriod(length))).toEqual(length);
      }),
      runs,
    );
  });
});

describe('a provisional working day', () => {
  it('is never later than the true one, whatever the next notice says from 29 December on', () => {
    const start = fc
      .integer({ min: 0, max: 400 })
      .map((days) => civilDateAfter('2026-11-01', { years: 0, months: 0, days }));
    const notice = fc.array(fc.boolean(), { minLength: 60, maxLength: 400 });
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 60 }), notice, (date, n, works) => {
        const bySome = (day: string) => {
          if (day <= '2026-12-28') return worksByNotice(day);
          const index = Math.round((Date.parse(day) - Date.parse('2026-12-29')) / (24 * HOUR));
          return works[index] ?? true;
        };
        const guess = nthWorkingDayAfter(date, n);
        expect(guess.date <= walk(date, n, bySome)).toBe(true);
        if (!guess.provisional) expect(guess.date).toBe(walk(date, n, bySome));
      }),
      runs,
    );
  });
});
