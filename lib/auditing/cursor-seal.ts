import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { ExpungeError } from '../errors.ts';

/**
 * Where a walk over a store stopped is the key of a record, and somebody's id may be in it. Whatever is written down of it,
 * or handed to a command line, is sealed: without the key that the functions derive it names nobody.
 */
export interface CursorSeal {
  /** The same cursor gives the same text. */
  seal(cursor: string): string;
  /** @throws ExpungeError USAGE: it was sealed under another key, or is no cursor at all. */
  open(sealed: string): string;
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** @param key secret; also of what is sealed for one place only, by what it is called. */
export function createCursorSeal(key: Uint8Array, place: string): CursorSeal {
  const derive = (purpose: string, ...parts: string[]) =>
    createHmac('sha256', key)
      .update(JSON.stringify([purpose, place, ...parts]))
      .digest();
  const secret = derive('expunge cursor');
  return {
    seal(cursor) {
      // From what is sealed: a nonce is used again for the same cursor alone, and then everything is the same.
      const nonce = derive('expunge cursor nonce', cursor).subarray(0, NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, secret, nonce);
      const hidden = Buffer.concat([cipher.update(cursor, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), hidden]).toString('base64url');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      try {
        const decipher = createDecipheriv(CIPHER, secret, bytes.subarray(0, NONCE_BYTES));
        decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        throw new ExpungeError('USAGE', 'This is no place in a walk over this store. Begin at the beginning.', {
          place,
        });
      }
    },
  };
}
