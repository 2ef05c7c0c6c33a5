import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timerStart } from '../../lib/retention/index.ts';
import { instant, window } from './arbitraries.ts';

const latest = fc.oneof(instant, fc.integer({ min: -1e12, max: 4e12 }));

describe('timerStart', () => {
  it('starts inside the window, and leaves at least half of it to work in', () => {
    fc.assert(
      fc.property(latest, window, (at, seconds) => {
        const start = timerStart(at, seconds);
        expect(start).toBeGreaterThan(at - seconds * 1000);
        expect(start).toBeLessThanOrEqual(at - seconds * 500);
      }),
    );
  });

  it('is one for all records of a half-window, and every one of them may be erased when it starts', () => {
    fc.assert(
      fc.property(
        latest,
        window,
        fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        (at, seconds, parts) => {
          const half = seconds * 500;
          const begins = Math.floor(at / half) * half;
          for (const part of parts) {
            const other = Math.min(begins + Math.floor(part * half), begins + half - 1);
            expect(timerStart(other, seconds)).toBe(timerStart(at, seconds));
            expect(timerStart(at, seconds)).toBeGreaterThanOrEqual(other - seconds * 1000);
          }
          expect(timerStart(begins + half, seconds)).toBe(timerStart(at, seconds) + half);
        },
      ),
    );
  });

  it('is on the hour that a person would expect', () => {
    // window one day, gone by 30 June 10:00 UTC: 12-hour grid, one step back from 00:00
    expect(timerStart(Date.parse('2026-06-30T10:00Z'), 86_400)).toBe(Date.parse('2026-06-29T12:00Z'));
  });

  it.each([0, -1, 0.5, Number.NaN, 86_400_000])('refuses a window of %d seconds', (seconds) => {
    expect(() => timerStart(0, seconds)).toThrow(expect.objectContaining({ code: 'CONFIGURATION' }));
  });
});
