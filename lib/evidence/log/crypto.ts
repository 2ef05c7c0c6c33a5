import { createPublicKey, hash, verify } from 'node:crypto';

/*
 * Everything cryptographic that a reader of the log needs, in one file and synchronous: a build for the browser puts
 * another file with these three functions in its place.
 */

/** SHA-256 of the parts one after the other: 32 bytes. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const only = parts.length === 1 ? parts[0] : undefined;
  return new Uint8Array(hash('sha256', only ?? Buffer.concat(parts), 'buffer')); // no Buffer leaves this file
}

// RFC 8410: what goes before a raw Ed25519 key to make it a SubjectPublicKeyInfo
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** Whether this is an Ed25519 signature (64 bytes, RFC 8032) of the message. `key`: 32 raw bytes. False for a bad key. */
export function verifyEd25519(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return verifyWith(null, Buffer.concat([ED25519_SPKI, key]), message, signature);
}

/** Whether this is an ECDSA signature (ASN.1 DER) over SHA-256 of the message. `key`: SPKI DER, P-256. False for a bad key. */
export function verifyEcdsaP256(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return verifyWith('sha256', Buffer.from(key), message, signature);
}

function verifyWith(digest: string | null, spki: Buffer, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    return verify(digest, message, key, signature);
  } catch {
    return false; // a point that is not on the curve, a signature that is no DER
  }
}
