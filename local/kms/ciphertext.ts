import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Key } from './key-store.ts';

/*
 * A ciphertext: version (1 byte), key id (16), nonce (12), tag (16), the rest AES-256-GCM under the key's material.
 * KMS's own format is not published; only that the blob names its key is relied on by anybody.
 */
const VERSION = 1;
const NONCE_AT = 17;
const TAG_AT = NONCE_AT + 12;
const DATA_AT = TAG_AT + 16;

/** Pairs that must be given again, exactly, to decrypt. Their order does not matter. */
export type EncryptionContext = Readonly<Record<string, string>>;

export function seal(key: Key, plaintext: Uint8Array, context: EncryptionContext): Buffer {
  const header = Buffer.concat([Buffer.of(VERSION), Buffer.from(key.id.replaceAll('-', ''), 'hex')]);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key.material, nonce).setAAD(authenticated(header, context));
  const data = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([header, nonce, cipher.getAuthTag(), data]);
}

/** The id of the key that made this blob, or undefined where no key of ours did. */
export function keyIdOf(blob: Uint8Array): string | undefined {
  if (blob.length < DATA_AT || blob[0] !== VERSION) return undefined;
  const hex = Buffer.from(blob.subarray(1, NONCE_AT)).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Throws when the blob was changed or the context is another one than at encryption. */
export function open(key: Key, blob: Uint8Array, context: EncryptionContext): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key.material, blob.subarray(NONCE_AT, TAG_AT))
    .setAAD(authenticated(blob.subarray(0, NONCE_AT), context))
    .setAuthTag(blob.subarray(TAG_AT, DATA_AT));
  return Buffer.concat([decipher.update(blob.subarray(DATA_AT)), decipher.final()]);
}

function authenticated(header: Uint8Array, context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([header, Buffer.from(JSON.stringify(pairs))]);
}
