import { pbkdf2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BINDING_ITERATIONS, bindingDigest } from '../../lib/evidence/binding.ts';

const SALT = Uint8Array.from({ length: 32 }, (_, n) => n);

describe('a binding', () => {
  it('is PBKDF2-HMAC-SHA-256 of policy and subject as RFC 8785 JSON, as node computes it', async () => {
    const expected = pbkdf2Sync('["shop","小红\\"1\\""]', SALT, 1000, 32, 'sha256').toString('base64');
    expect(await bindingDigest('shop', '小红"1"', SALT, 1000)).toBe(expected);
  });

  it('costs whoever guesses 200,000 rounds', async () => {
    expect(BINDING_ITERATIONS).toBe(200_000);
    expect(await bindingDigest('shop', 'user-1', SALT, BINDING_ITERATIONS)).toBe(
      pbkdf2Sync('["shop","user-1"]', SALT, 200_000, 32, 'sha256').toString('base64'),
    );
  });

  it('differs with policy, subject, salt and rounds', async () => {
    const other = Uint8Array.from(SALT).fill(9, 31);
    const digests = await Promise.all([
      bindingDigest('shop', 'user-1', SALT, 10),
      bindingDigest('shop', 'user-2', SALT, 10),
      bindingDigest('shop2', 'user-1', SALT, 10),
      bindingDigest('shop","user-1', '', SALT, 10),
      bindingDigest('shop', 'user-1', other, 10),
      bindingDigest('shop', 'user-1', SALT, 11),
    ]);
    expect(new Set(digests).size).toBe(digests.length);
    expect(digests.every((digest) => Buffer.from(digest, 'base64').length === 32)).toBe(true);
  });

  it('refuses a salt that is too short to hide behind, and an identifier that is no text', async () => {
    await expect(bindingDigest('shop', 'user-1', SALT.subarray(1), 10)).rejects.toThrow('32 bytes');
    await expect(bindingDigest('shop', '\ud800', SALT, 10)).rejects.toMatchObject({ code: 'RECEIPT_INVALID' });
  });
});
