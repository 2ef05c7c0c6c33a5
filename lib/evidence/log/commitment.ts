import canonicalize from 'canonicalize';
import { ExpungeError } from '../../errors.ts';
import { toUtf8 } from './bytes.ts';
import { sha256 } from './crypto.ts';

/** Bytes of a receipt's salt: as many as the digest, so that nobody tries them all. */
export const SALT_BYTES = 32;

/** Keeps these digests apart from every other use of SHA-256. */
const DOMAIN = toUtf8('expunge-commitment/1\n');

/**
 * What the log says of a receipt, and the log's entry: SHA-256(`expunge-commitment/1\n` ‖ salt ‖ RFC 8785 JSON of the
 * receipt), 32 bytes. Whoever holds receipt and salt can show that it was this one; from the commitment alone nobody can
 * tell, or guess, whose it is. Destroying the salt makes it say nothing at all.
 * @param salt 32 random bytes of this receipt alone.
 * @throws ExpungeError RECEIPT_INVALID: the receipt cannot be written as JSON, or the salt has another length.
 */
export function commit(receipt: object, salt: Uint8Array): Uint8Array {
  if (salt.length !== SALT_BYTES) throw invalid(`its salt has ${salt.length} bytes, not ${SALT_BYTES}`);
  return sha256(DOMAIN, salt, toUtf8(canonicalJson(receipt)));
}

/** RFC 8785 (JCS): the one way to write this object. @throws ExpungeError RECEIPT_INVALID: JSON cannot hold it. */
export function canonicalJson(value: object): string {
  try {
    const text = canonicalize(value) ?? '';
    JSON.parse(text); // the package writes a function as `undefined`
    return text;
  } catch (cause) {
    throw invalid('it holds something that JSON cannot', cause);
  }
}

function invalid(why: string, cause?: unknown): ExpungeError {
  return new ExpungeError('RECEIPT_INVALID', `This receipt cannot be committed to: ${why}.`, { cause });
}
