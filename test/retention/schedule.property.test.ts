import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addPeriod, schedule, timerStart } from '../../lib/retention/index.ts';
import { civilPeriod, instant, period, window, zone } from './arbitraries.ts';

const runs = { numRuns: 500 };
const ageing = fc.record({
  period: fc.option(period, { freq: 8 }),
  floor: fc.option(civilPeriod, { freq: 2 }),
  window,
  zone,
});
const times = fc.record({ start: fc.option(instant, { freq: 8 }), floorStart: fc.option(instant, { freq: 8 }) });

describe('schedule', () => {
  it('never early: opens after the floor, one window before the end, and its timer with it', () => {
    fc.assert(
      fc.property(ageing, times, fc.boolean(), (how, when, covered) => {
        const plan = schedule(how, when, covered);
        if (plan.kind === 'never') return;
        expect(plan.latest - plan.from).toBe(how.window * 1000);
        const timer = timerStart(plan.latest, how.window);
        expect(timer).toBeGreaterThanOrEqual(plan.from);
        if (how.floor === null) expect(plan.floorEnds).toBeNull();
        else {
          const ends = addPeriod(when.floorStart ?? Number.NaN, how.floor, how.zone, 'up').at;
          expect(plan.floorEnds).toBe(ends);
          expect(plan.from).toBeGreaterThanOrEqual(ends);
        }
      }),
      runs,
    );
  });

  it('never late: gone by the promise, unless the floor ends less than a window before it', () => {
    fc.assert(
      fc.property(ageing, times, (how, when) => {
        const plan = schedule(how, when, false);
        if (plan.kind === 'never' || how.period === null || when.start === null) return;
        const promise = addPeriod(when.start, how.period, how.zone, 'down').at;
        const floor = plan.floorEnds === null ? Number.NEGATIVE_INFINITY : plan.floorEnds + how.window * 1000;
        expect(plan.latest).toBe(Math.max(promise, floor));
      }),
      runs,
    );
  });

  it('never, exactly where something that it waits for has not happened', () => {
    fc.assert(
      fc.property(ageing, times, fc.boolean(), (how, when, covered) => {
        const waits = !covered && (how.period === null || when.start === null);
        const floorWaits = how.floor !== null && when.floorStart === null;
        expect(schedule(how, when, covered).kind).toBe(waits || floorWaits ? 'never' : 'at');
      }),
      runs,
    );
  });

  it('a case can only bring it forward', () => {
    fc.assert(
      fc.property(ageing, times, (how, when) => {
        const before = schedule(how, when, false);
        const after = schedule(how, when, true);
        if (before.kind === 'at') expect(after.kind === 'at' && after.latest <= before.latest).toBe(true);
      }),
      runs,
    );
  });
});
