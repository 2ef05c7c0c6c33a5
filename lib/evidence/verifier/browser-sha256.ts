import { sha256 as hasher } from '@noble/hashes/sha2.js';

/** What the browser build puts in the place of log/crypto.ts: SHA-256 of the parts one after the other, 32 bytes. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = hasher.create();
  for (const part of parts) hash.update(part);
  return hash.digest();
}
