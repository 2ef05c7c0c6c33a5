import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bindingPromises } from '../../../lib/policy/versions/binding-promises.ts';

const rule = {
  version: '3',
  start: 'collected',
  period: 'P365D',
  earlier: [
    { version: '1', until: 100, start: 'collected', period: 'P90D' },
    { version: '2', until: 200, start: 'collected', period: 'P180D' },
  ],
} as const;

const periods = (collectedAt: number | null, ...consents: string[]) =>
  bindingPromises(rule, collectedAt, new Set(consents)).map(({ period }) => period);

describe('which promises bind a record', () => {
  it('the one it was collected under and all since: a longer one does not reach back [R-22, D-62, B-16, C-45]', () => {
    expect(periods(50)).toEqual(['P90D', 'P180D', 'P365D']);
    expect(periods(150)).toEqual(['P180D', 'P365D']);
    expect(periods(200)).toEqual(['P365D']);
  });

  it('only what a version brought to which the subject consented, and what came after it [R-22, D-62]', () => {
    expect(periods(50, '2')).toEqual(['P180D', 'P365D']);
    expect(periods(50, '1')).toEqual(['P90D', 'P180D', 'P365D']);
    expect(periods(50, '3')).toEqual(['P365D']);
    expect(periods(50, '1', '3')).toEqual(['P365D']);
    expect(periods(50, 'another')).toEqual(['P90D', 'P180D', 'P365D']);
  });

  it('all of them where nobody knows when the record was collected', () => {
    expect(periods(null)).toEqual(['P90D', 'P180D', 'P365D']);
  });

  it('always the present one among them, and never fewer for want of a consent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.subarray(['1', '2', '3']), (at, consents) => {
        const bound = periods(at, ...consents);
        expect(bound.at(-1)).toBe('P365D');
        expect(periods(at).slice(-bound.length)).toEqual(bound);
      }),
    );
  });
});
