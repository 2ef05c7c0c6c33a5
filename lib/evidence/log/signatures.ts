/* Signatures through Web Crypto, so that a browser and Node check them with the same code. */

const COORDINATE_BYTES = 32; // P-256

// X.690, the tags of DER
const SEQUENCE = 0x30;
const INTEGER = 0x02;

/** Whether this is an Ed25519 signature (64 bytes, RFC 8032) of the message. `key`: 32 raw bytes. False for a bad key. */
export function verifyEd25519(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  return holds('raw', key, { name: 'Ed25519' }, message, signature);
}

/** Whether this is an ECDSA signature (ASN.1 DER) over SHA-256 of the message. `key`: SPKI DER, P-256. False for a bad key. */
export async function verifyEcdsaP256(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const raw = rawSignature(signature);
  if (raw === null) return false;
  return holds('spki', key, { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }, message, raw);
}

async function holds(
  format: 'raw' | 'spki',
  key: Uint8Array,
  how: { readonly name: string; readonly namedCurve?: string; readonly hash?: string },
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const { subtle } = globalThis.crypto;
  try {
    // copies: Web Crypto takes no view of memory that is shared
    const imported = await subtle.importKey(format, Uint8Array.from(key), how, false, ['verify']);
    return await subtle.verify(how, imported, Uint8Array.from(signature), Uint8Array.from(message));
  } catch (error) {
    // a browser without Ed25519 knows nothing about the signature, and may not call it false
    if (error instanceof Error && error.name === 'NotSupportedError') throw error;
    return false; // a point that is not on the curve
  }
}

/**
 * r ‖ s as Web Crypto takes it, from SEQUENCE { INTEGER r, INTEGER s } in the one encoding that DER allows (RFC 3279
 * §2.2.3): another encoding of the same numbers would be a change that nobody finds. Null for anything else.
 */
export function rawSignature(der: Uint8Array): Uint8Array | null {
  if (der[0] !== SEQUENCE || der[1] !== der.length - 2) return null;
  const raw = new Uint8Array(2 * COORDINATE_BYTES);
  let at = 2;
  for (const end of [COORDINATE_BYTES, 2 * COORDINATE_BYTES]) {
    const length = der[at + 1] ?? 0;
    const integer = der.subarray(at + 2, at + 2 + length);
    if (der[at] !== INTEGER || !isShortestPositive(integer)) return null;
    const digits = integer[0] === 0 ? integer.subarray(1) : integer;
    if (digits.length > COORDINATE_BYTES) return null;
    raw.set(digits, end - digits.length);
    at += 2 + length;
  }
  return at === der.length ? raw : null;
}

/** A DER INTEGER above zero, in as few bytes as it takes. */
function isShortestPositive([first = 0x80, second = 0]: Uint8Array): boolean {
  return first === 0 ? second >= 0x80 : first < 0x80;
}
