import { ExpungeError } from '../../errors.ts';
import { equalBytes, fromBase64, toBase64, toHex, toUtf8 } from './bytes.ts';
import { sha256 } from './crypto.ts';
import { verifyEcdsaP256, verifyEd25519 } from './signatures.ts';

/** What a note is signed with, as its reader knows it. */
export interface NoteKey {
  readonly name: string;
  readonly type: 'Ed25519' | 'ECDSA P-256';
  /** First four bytes of a digest of the key, 8 hex digits: tells keys apart, proves nothing. */
  readonly id: string;
  /** Ed25519: 32 raw bytes. ECDSA P-256: SubjectPublicKeyInfo in DER, as KMS gives it. */
  readonly publicKey: Uint8Array;
}

// C2SP signed-note, "Signature types"
const TYPE_BYTES = { Ed25519: 0x01, 'ECDSA P-256': 0x02 } as const;
const ID_BYTES = 4;
const ED25519_BYTES = 32;

// RFC 5480: SubjectPublicKeyInfo of an uncompressed point of P-256, up to its coordinates
const P256_HEADER = Uint8Array.from(
  '3059301306072a8648ce3d020106082a8648ce3d03010703420004'.match(/../g) ?? [],
  (byte) => Number.parseInt(byte, 16),
);
const P256_SPKI_BYTES = P256_HEADER.length + 64;

/** A key that signs notes. @throws ExpungeError KEY_INVALID: the name or the bytes are not those of such a key. */
export function noteKey(name: string, type: NoteKey['type'], publicKey: Uint8Array): NoteKey {
  if (!isKeyName(name)) throw invalid('its name is empty or has a space or a plus in it');
  if (!isKeyOf(type, publicKey)) throw invalid(`its bytes are not a public key for ${type}`);
  // the ids of ECDSA keys leave out name and type (C2SP signed-note, type 0x02)
  const identified =
    type === 'Ed25519' ? [toUtf8(`${name}\n`), Uint8Array.of(TYPE_BYTES[type]), publicKey] : [publicKey];
  const id = toHex(sha256(...identified).subarray(0, ID_BYTES));
  return { name, type, id, publicKey };
}

/** Reads `name+hex(id)+base64(type ‖ key)`; white space around it is passed over. @throws ExpungeError KEY_INVALID. */
export function parseVkey(vkey: string): NoteKey {
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey.trim());
  if (match === null) throw invalid('it is not of the form name+id+key');
  const [, name = '', id, encoded = ''] = match;
  const bytes = fromBase64(encoded);
  const [type] = Object.entries(TYPE_BYTES).find(([, byte]) => byte === bytes?.[0]) ?? [];
  if (bytes === null || type === undefined) throw invalid('it is neither for Ed25519 (01) nor for ECDSA P-256 (02)');
  const key = noteKey(name, type as NoteKey['type'], bytes.subarray(1));
  if (key.id !== id) throw invalid(`its id is ${key.id}, not ${id}: a part of it was changed or lost`);
  return key;
}

/** `name+hex(id)+base64(type ‖ key)`: what a log publishes for its readers. */
export function formatVkey({ name, type, id, publicKey }: NoteKey): string {
  return `${name}+${id}+${toBase64(Uint8Array.of(TYPE_BYTES[type], ...publicKey))}`;
}

/** Whether the key signed exactly this text. */
export function isSignedBy(key: NoteKey, text: string, signature: Uint8Array): Promise<boolean> {
  const verify = key.type === 'Ed25519' ? verifyEd25519 : verifyEcdsaP256;
  return verify(key.publicKey, toUtf8(text), signature);
}

/** Neither empty nor with a space of any alphabet or a plus in it (C2SP signed-note). */
export function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !/[\s+\p{Z}\p{Cc}]/u.test(name);
}

function isKeyOf(type: NoteKey['type'], publicKey: Uint8Array): boolean {
  if (type === 'Ed25519') return publicKey.length === ED25519_BYTES;
  return publicKey.length === P256_SPKI_BYTES && equalBytes(publicKey.subarray(0, P256_HEADER.length), P256_HEADER);
}

function invalid(why: string): ExpungeError {
  return new ExpungeError('KEY_INVALID', `This is not a note's verifier key: ${why}. Copy log.vkey again, whole.`);
}
