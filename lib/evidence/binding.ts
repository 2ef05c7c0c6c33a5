import { toBase64, toHex, toUtf8 } from './log/bytes.ts';
import { canonicalJson } from './log/commitment.ts';
import { sha256 } from './log/crypto.ts';
import type { Binding } from './statement.ts';

/** Rounds of PBKDF2: a guess at an identifier costs a tenth of a second, so that trying many of them costs too much. */
export const BINDING_ITERATIONS = 200_000;

/** Bytes of a binding's salt and of its digest. */
const BYTES = 32;

/**
 * That a certificate is this subject's: whoever has the salt and the identifier computes the same digest, and from
 * anything less nobody can. PBKDF2-HMAC-SHA-256 (RFC 8018) of the RFC 8785 JSON of `[policy, subject]`, 32 bytes,
 * base64. Through Web Crypto, so that a browser computes the same.
 * @param subject the identifier as the controller knows it, under that policy.
 * @param salt 32 bytes: see `EpochKey.bindingSalt`.
 * @throws ExpungeError RECEIPT_INVALID: an identifier that is no well-formed text.
 * @throws RangeError: a salt of another length.
 */
export async function bindingDigest(
  policy: string,
  subject: string,
  salt: Uint8Array,
  iterations: number,
): Promise<string> {
  if (salt.length !== BYTES) throw new RangeError(`A binding's salt has ${BYTES} bytes, not ${salt.length}.`);
  const { subtle } = globalThis.crypto;
  const password = Uint8Array.from(toUtf8(canonicalJson([policy, subject])));
  const key = await subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: Uint8Array.from(salt), iterations };
  return toBase64(new Uint8Array(await subtle.deriveBits(how, key, BYTES * 8)));
}

/** What a statement says of its subject's identifier. @param salt 32 bytes: see `EpochKey.bindingSalt`. */
export async function bind(policy: string, subject: string, salt: Uint8Array): Promise<Binding> {
  const digest = await bindingDigest(policy, subject, salt, BINDING_ITERATIONS);
  return { iterations: BINDING_ITERATIONS, digest, saltDigest: bindingSaltDigest(salt) };
}

/** SHA-256 of a binding's salt, hex: 32 random bytes need no further protection from being guessed. */
export function bindingSaltDigest(salt: Uint8Array): string {
  return toHex(sha256(toUtf8('expunge-binding-salt/1\n'), salt));
}
