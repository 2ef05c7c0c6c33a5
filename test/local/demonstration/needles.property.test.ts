import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Needles } from '../../../local/demonstration/needles.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const text = fc.string({ unit: fc.constantFrom('a', 'b', '明', '0'), minLength: 0, maxLength: 12 });

test('finds exactly what a plain search finds', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), fc.array(text, { maxLength: 8 }), (wanted, parts) => {
      const long = wanted.filter((one) => bytesOf(one).length >= 6);
      const hay = parts.join('');
      const needles = new Needles(wanted);
      expect(needles.size).toBe(new Set(long).size);
      expect(needles.areIn(bytesOf(hay))).toBe(long.some((one) => hay.includes(one)));
    }),
    { numRuns: 500 },
  );
});

test('finds what stands at the very beginning, at the very end, and between bytes that are no text', () => {
  const needles = new Needles(['王小明', 'ttp_0123456789abcd']);
  for (const hay of ['王小明', '…王小明', '王小明…']) expect(needles.areIn(bytesOf(hay))).toBe(true);
  expect(needles.areIn(Uint8Array.of(0xff, ...bytesOf('ttp_0123456789abcd'), 0))).toBe(true);
  expect(needles.areIn(bytesOf('王小明').subarray(1))).toBe(false);
});
