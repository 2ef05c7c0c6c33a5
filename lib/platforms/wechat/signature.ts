import { createHash } from 'node:crypto';
import type { Notice } from '../notice.ts';
import { optionalText, readBody } from '../read/fields.ts';
import type { JsonObject } from '../read/lenient-json.ts';
import type { WechatSecret } from '../secrets.ts';
import { badSignature, isSameSignature } from '../signature.ts';
import { decryptMessage } from './decrypt.ts';

/**
 * SHA-1 over the parts in the order of their bytes, put together, in hexadecimal digits: `signature` of token, timestamp and
 * nonce; `msg_signature` of those and the encrypted message.
 * Source: developers.weixin.qq.com, message push and message encryption.
 */
export function wechatSignature(...parts: readonly string[]): string {
  return createHash('sha1')
    .update([...parts].sort().join(''), 'utf8')
    .digest('hex');
}

/**
 * The message of an authentic notice, decrypted where it was encrypted. With an EncodingAESKey configured only encrypted
 * messages count: the signature of one in clear text does not cover its body, so that anybody who once saw one could
 * send what he likes.
 * @throws ExpungeError PLATFORM_SIGNATURE_INVALID, PLATFORM_NOTICE_UNREADABLE.
 */
export function openWechat({ query, body }: Notice, app: string, secret: WechatSecret): JsonObject {
  const { timestamp = '', nonce = '' } = query;
  if (timestamp === '' || nonce === '') throw badSignature('wechat', 'its query has no timestamp and nonce');
  const fields = readBody(body);
  const encrypted = optionalLong(fields);
  if (encrypted !== null && secret.encodingAesKey !== null) {
    const made = wechatSignature(secret.token, timestamp, nonce, encrypted);
    if (!isSameSignature(query.msg_signature, made)) throw badSignature('wechat', 'msg_signature does not fit');
    return readBody(decryptMessage(encrypted, secret.encodingAesKey, app));
  }
  if (secret.encodingAesKey !== null) throw badSignature('wechat', 'it is not encrypted, and this app’s messages are');
  if (!isSameSignature(query.signature, wechatSignature(secret.token, timestamp, nonce))) {
    throw badSignature('wechat', 'signature does not fit');
  }
  if (encrypted !== null && optionalText(fields, 'Event') === null) {
    throw badSignature('wechat', 'it is encrypted, and no EncodingAESKey is configured for this app');
  }
  return fields;
}

/**
 * What WeChat wants back when an endpoint is registered: `echostr` itself, once the signature fits. For a company's own
 * endpoint. @throws ExpungeError PLATFORM_SIGNATURE_INVALID.
 */
export function wechatEcho(query: Readonly<Record<string, string>>, token: string): string {
  const { timestamp = '', nonce = '', echostr = '', signature } = query;
  if (!isSameSignature(signature, wechatSignature(token, timestamp, nonce))) {
    throw badSignature('wechat', 'signature does not fit');
  }
  return echostr;
}

/** The encrypted message; longer than any other text of a notice. */
function optionalLong(fields: JsonObject): string | null {
  const value = fields.get('Encrypt');
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}
