import { describe, expect, it } from 'vitest';
import { isInForce, isListedInForce, lookAfter } from '../../lib/registry/in-force.ts';
import { RELEASED, sampleHold } from './sample-hold.ts';

const UNTIL = 10_500;
const extension = { until: UNTIL };
const hold = {};

describe('a hold', () => {
  it('is in force until its end, and without one for good', () => {
    expect([UNTIL - 1, UNTIL, UNTIL + 1].map((now) => isInForce(extension, now))).toEqual([true, false, false]);
    expect(isInForce(hold, 9e12)).toBe(true);
  });

  it('on the list is in force until it is over or released', () => {
    const placed = sampleHold({ ref: 'R' }, 'x1', extension);
    expect([UNTIL - 1, UNTIL].map((now) => isListedInForce(placed, now))).toEqual([true, false]);
    expect(isListedInForce({ ...placed, released: RELEASED }, 0)).toBe(false);
  });
});

describe('what is held', () => {
  it('is looked at again once the last extension is over, in whole seconds, and at the latest when it is said', () => {
    expect(lookAfter([extension], 90_000)).toBe(11_000);
    expect(lookAfter([extension, { until: 20_000 }], 90_000)).toBe(20_000);
    expect(lookAfter([extension, hold], 90_000)).toBe(90_000);
    expect(lookAfter([extension], 5000)).toBe(5000);
  });
});
