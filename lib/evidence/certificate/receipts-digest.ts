import { toHex, toUtf8 } from '../log/bytes.ts';
import { sha256 } from '../log/crypto.ts';

/** Keeps these digests apart from every other use of SHA-256. */
const DOMAIN = toUtf8('expunge-receipts-digest/1\n');

/**
 * Which receipts a statement counts: SHA-256(`expunge-receipts-digest/1\n` ‖ their commitments, one after the other),
 * hex. None can be left out, added, repeated or exchanged without another digest.
 * @param commitments 32 bytes each, in the order of the log: by origin, then by index.
 */
export function receiptsDigest(commitments: readonly Uint8Array[]): string {
  return toHex(sha256(DOMAIN, ...commitments));
}
