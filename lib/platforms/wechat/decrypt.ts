import { createDecipheriv } from 'node:crypto';
import { badSignature } from '../signature.ts';

/** WeChat pads to blocks of 32 bytes, not of 16 as AES would. */
const BLOCK = 32;
const RANDOM = 16;
const LENGTH = 4;

/**
 * AES-256-CBC under the EncodingAESKey (43 characters of base64), whose first 16 bytes are the vector:
 * `random(16) ‖ length(4, big-endian) ‖ message ‖ AppID`. Only a message for this app is one.
 * Source: developers.weixin.qq.com, message encryption.
 * @throws ExpungeError PLATFORM_SIGNATURE_INVALID: it was encrypted with another key, or for another app.
 */
export function decryptMessage(encrypted: string, encodingAesKey: string, app: string): string {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  const plain = unpadded(decipher(Buffer.from(encrypted, 'base64'), key));
  if (plain.length < RANDOM + LENGTH) throw notForUs();
  const end = RANDOM + LENGTH + plain.readUInt32BE(RANDOM);
  if (end > plain.length || plain.subarray(end).toString('utf8') !== app) throw notForUs();
  return plain.subarray(RANDOM + LENGTH, end).toString('utf8');
}

function decipher(bytes: Buffer, key: Buffer): Buffer {
  try {
    const aes = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
    return Buffer.concat([aes.update(bytes), aes.final()]);
  } catch {
    throw notForUs();
  }
}

function unpadded(bytes: Buffer): Buffer {
  const pad = bytes.at(-1) ?? 0;
  const text = bytes.subarray(0, bytes.length - pad);
  if (pad < 1 || pad > BLOCK || pad > bytes.length || bytes.subarray(text.length).some((byte) => byte !== pad)) {
    throw notForUs();
  }
  return text;
}

const notForUs = () => badSignature('wechat', 'it was encrypted with another key or for another app');
