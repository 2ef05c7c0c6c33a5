import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compile } from '../../lib/policy/index.ts';
import { files, INVENTORY, POLICY } from './sample.ts';

/** A slip of the pen anywhere: one stretch of a file replaced by something else. */
const slip = (text: string) =>
  fc
    .record({
      at: fc.nat(text.length - 1),
      length: fc.nat(30),
      put: fc.oneof(
        fc.string({ maxLength: 12 }),
        fc.constantFrom('\n', '  ', ': ', '- ', '{', ']', '&a ', '*a', '!!binary ', '<<: ', 'null', '?', '|'),
      ),
    })
    .map(({ at, length, put }) => text.slice(0, at) + put + text.slice(at + length));

it('never throws, whatever is written, and places every problem inside a file', () => {
  fc.assert(
    fc.property(fc.oneof(slip(POLICY), fc.string()), fc.oneof(slip(INVENTORY), fc.string()), (policy, inventory) => {
      const { plan, problems } = compile(files(policy, inventory));
      expect(plan === null).toBe(problems.some(({ severity }) => severity === 'error'));
      for (const { line, column, message, remedy } of problems) {
        expect(Math.min(line, column)).toBeGreaterThan(0);
        expect(message && remedy).toBeTruthy();
      }
    }),
    { numRuns: 300 },
  );
});
