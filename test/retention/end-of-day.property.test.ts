import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { endOfDay } from '../../lib/retention/end-of-day.ts';

const ZONES = ['Asia/Shanghai', 'UTC', 'America/Los_Angeles', 'America/Havana', 'Europe/London', 'Asia/Kathmandu'];
const day = fc
  .integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2090, 0, 1) })
  .map((at) => new Date(at).toISOString().slice(0, 10));

describe('the end of a civil day', () => {
  it('is the first moment of the next, in every zone', () => {
    fc.assert(
      fc.property(day, fc.constantFrom(...ZONES), (date, zone) => {
        const next = DateTime.fromISO(date, { zone }).plus({ days: 1 }).startOf('day');
        expect(endOfDay(date, zone)).toBe(next.toMillis());
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['2026-12-31', 'Asia/Shanghai', '2026-12-31T16:00:00.000Z'],
    ['2026-12-31', 'UTC', '2027-01-01T00:00:00.000Z'],
    // At midnight of this day the clocks of Havana jump to one.
    ['2026-03-07', 'America/Havana', '2026-03-08T05:00:00.000Z'],
  ])('of %s in %s is %s', (date, zone, end) => {
    expect(new Date(endOfDay(date, zone)).toISOString()).toBe(end);
  });

  it.each(['2026-02-30', '2026-13-01', 'soon', '', '2026-1-1', '2026-12-31T00:00'])('there is none of "%s"', (date) => {
    expect(endOfDay(date, 'UTC')).toBeNaN();
  });
});
