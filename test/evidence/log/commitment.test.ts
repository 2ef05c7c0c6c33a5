import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, commit, toHex } from '../../../lib/evidence/log/index.ts';

const salt = Uint8Array.from({ length: 32 }, (_, at) => at);

describe('a commitment', () => {
  it('is SHA-256 over its domain, the salt and the RFC 8785 form', () => {
    const receipt = { b: 'k', a: [1, { é: '€', x: null }] };
    expect(canonicalJson(receipt)).toBe('{"a":[1,{"x":null,"é":"€"}],"b":"k"}');
    // computed elsewhere: sha256("expunge-commitment/1\n" ‖ 00 01 … 1f ‖ that text)
    expect(toHex(commit(receipt, salt))).toBe('d887fc7f654a312b5d0f49996c1caccb5fbd85081df90002d7e322c89ef1c941');
  });

  it('does not depend on the order of keys, and on everything else', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue({ noTrailingSpaces: false } as object)),
        fc.nat(31),
        (receipt, at) => {
          const here = toHex(commit(receipt, salt));
          expect(toHex(commit(Object.fromEntries(Object.entries(receipt).reverse()), salt))).toBe(here);
          expect(toHex(commit({ ...receipt, ' one more ': 0 }, salt))).not.toBe(here);
          expect(toHex(commit(receipt, salt.with(at, 255)))).not.toBe(here);
        },
      ),
    );
  });

  it.each([
    ['a salt that is too short', { a: 1 }, salt.subarray(1)],
    ['no number', { a: Number.NaN }, salt],
    ['a function', { a: () => 1 }, salt],
    ['half a character', { a: '\ud800' }, salt],
    ['a big integer', { a: 1n }, salt],
  ])('is refused for %s', (_, receipt, salt) => {
    expect(() => commit(receipt, salt)).toThrow(expect.objectContaining({ code: 'RECEIPT_INVALID' }));
  });
});
