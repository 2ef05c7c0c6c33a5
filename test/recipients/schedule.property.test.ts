import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { remindAt, retryAt, stepOf } from '../../lib/recipients/schedule.ts';

const DAY = 86_400_000;
const at = fc.integer({ min: 1e12, max: 2e12 });

describe('when a recipient is told again', () => {
  it('is always later than now, and never after it is to be escalated', () => {
    fc.assert(
      fc.property(at, fc.integer({ min: 1, max: 60 * DAY }), fc.integer({ min: 1, max: 500 }), (now, left, attempt) => {
        const confirmBy = now + left;
        for (const next of [retryAt(attempt, now, confirmBy), remindAt(now, now, confirmBy)]) {
          expect(next).toBeGreaterThan(now);
          expect(next).toBeLessThanOrEqual(confirmBy);
        }
      }),
    );
  });

  it('is at most twice a reminder, whatever the time it has', () => {
    fc.assert(
      fc.property(at, fc.integer({ min: 1, max: 60 * DAY }), (toldAt, left) => {
        const confirmBy = toldAt + left;
        const moments: number[] = [];
        for (let now = toldAt; now < confirmBy; ) {
          now = remindAt(toldAt, now, confirmBy);
          moments.push(now);
        }
        expect(moments.at(-1)).toBe(confirmBy);
        expect(moments.length).toBeLessThanOrEqual(3);
        expect(stepOf({ id: 'a', attempts: 1, toldAt, confirmBy, next: confirmBy }, confirmBy)).toEqual({
          what: 'escalate',
        });
      }),
    );
  });

  it('never comes for one that confirmed, was escalated or keeps the data', () => {
    const skipped = { because: 'law', why: 'A law' } as const;
    fc.assert(
      fc.property(at, at, (now, since) => {
        for (const settled of [{ confirmedAt: since }, { escalatedAt: since }, { skipped }]) {
          expect(stepOf({ id: 'a', attempts: 1, confirmBy: since, ...settled }, now)).toEqual({ what: 'nothing' });
        }
      }),
    );
  });
});
