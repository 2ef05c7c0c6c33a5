import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FloorStart, StartingPoint } from '../../lib/policy/plan.ts';
import {
  floorTakesFieldTooEarly,
  readSpan,
  readWindow,
  type Span,
  type Timing,
  takesFieldTooEarly,
} from '../../lib/policy/timing.ts';
import { addPeriod, canonicalPeriod, parsePeriod, schedule } from '../../lib/retention/index.ts';

const ZONE = 'Asia/Shanghai';
const DAY = 86_400_000;

const read = (text: string): Span => ({
  period: parsePeriod(text),
  canonical: canonicalPeriod(parsePeriod(text)),
  written: text,
});
const civil = fc.oneof(
  fc.integer({ min: 2, max: 1200 }).map((n) => `P${n}D`),
  fc.integer({ min: 1, max: 40 }).map((n) => `P${n}M`),
  fc.integer({ min: 1, max: 4 }).map((n) => `P${n}Y`),
);
const span = fc
  .oneof(
    civil,
    fc.integer({ min: 2, max: 60 }).map((n) => `P${n}WD`),
  )
  .map(read);
const start = fc.constantFrom<StartingPoint>('collected', 'last used');
const timing: fc.Arbitrary<Timing> = fc.record({
  start,
  period: fc.option(span, { freq: 5 }),
  window: fc.constantFrom(3_600, 86_400, 3 * 86_400),
  // Floors are never in working days: the compiler refuses that.
  floor: fc.option(fc.record({ start, span: civil.map(read) })),
});

function opens(rule: Timing, collected: number, used: number, covered: boolean): number {
  const at = (point: FloorStart) => (point === 'collected' ? collected : used);
  const due = schedule(
    { period: rule.period?.period ?? null, floor: rule.floor?.span.period ?? null, window: rule.window, zone: ZONE },
    { start: at(rule.start), floorStart: rule.floor === null ? null : at(rule.floor.start) },
    covered,
  );
  return due.kind === 'never' ? Number.POSITIVE_INFINITY : due.from;
}

describe('a record’s rule against the rule of its fields', () => {
  it('where it is let pass, the record never opens before the field, whatever the dates', () => {
    fc.assert(
      fc.property(
        timing,
        timing,
        fc.integer({ min: 0, max: 1500 }),
        fc.integer({ min: 0, max: 900 }),
        fc.integer({ min: 0, max: DAY - 1 }),
        (record, field, day, later, time) => {
          const collected = Date.UTC(2024, 0, 1) + day * DAY + time;
          const used = collected + later * DAY;
          if (!takesFieldTooEarly(record, field)) {
            expect(opens(record, collected, used, false)).toBeGreaterThanOrEqual(opens(field, collected, used, false));
          }
          if (!floorTakesFieldTooEarly(record, field) && field.floor !== null) {
            const at = field.floor.start === 'collected' ? collected : used;
            expect(opens(record, collected, used, true)).toBeGreaterThanOrEqual(
              addPeriod(at, field.floor.span.period, ZONE, 'up').at,
            );
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('lets pass what is plainly longer', () => {
    const rule = (text: string): Timing => ({
      start: 'collected',
      period: readSpan(text) as Span,
      window: 86_400,
      floor: null,
    });
    expect(takesFieldTooEarly(rule('3 years'), rule('180 days'))).toBe(false);
    expect(takesFieldTooEarly(rule('180 days'), rule('180 days'))).toBe(false);
    expect(takesFieldTooEarly(rule('180 days'), rule('6 months'))).toBe(true);
    expect(takesFieldTooEarly({ ...rule('180 days'), window: 2 * 86_400 }, rule('180 days'))).toBe(true);
    // The record's period opens a window before its end, the field's floor lasts to the end of its last day.
    const floored = { ...rule('180 days'), floor: { start: 'collected' as const, span: read('P180D') } };
    expect(takesFieldTooEarly(rule('180 days'), floored)).toBe(true);
    expect(takesFieldTooEarly(rule('181 days'), floored)).toBe(true);
    expect(takesFieldTooEarly(rule('182 days'), floored)).toBe(false);
    expect(takesFieldTooEarly(floored, floored)).toBe(false);
  });
});

describe('windows', () => {
  it.each([
    ['1 day', 86_400],
    ['6 hours', 21_600],
    ['P2D', 172_800],
    ['PT12H', 43_200],
    ['366 days', 31_622_400],
    ['367 days', null],
    ['PT8785H', null],
    ['0 days', null],
    ['1 month', null],
    ['day', null],
    ['-1 day', null],
  ])('%s', (text, seconds) => {
    expect(readWindow(text)).toBe(seconds);
  });
});
