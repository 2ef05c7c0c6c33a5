import { createHash } from 'node:crypto';
import type { PlanPlatform } from '../policy/plan-platforms.ts';
import type { Notice } from './notice.ts';
import { incomplete, inner, readObject, text, texts, whole } from './read/fields.ts';
import type { JsonObject } from './read/lenient-json.ts';
import type { Noted, Said } from './said.ts';
import { badSignature, isSameSignature } from './signature.ts';

/**
 * MD5 of the body and the app secret, put together, in hexadecimal digits, as the header `kwaisign` has it. MD5 is the
 * platform's choice; docs/limits.md says what that means.
 * Source: Kuaishou open platform, Webhook access guide (a copy; see test/platforms/samples/README.md).
 */
export function kuaishouSignature(secret: string, body: string): string {
  return createHash('md5')
    .update(body + secret, 'utf8')
    .digest('hex');
}

/** The body of an authentic notice. @throws ExpungeError PLATFORM_SIGNATURE_INVALID, PLATFORM_NOTICE_UNREADABLE. */
export function openKuaishou({ headers, body }: Notice, secret: string): JsonObject {
  if (!isSameSignature(headers.kwaisign, kuaishouSignature(secret, body))) {
    throw badSignature('kuaishou', 'kwaisign does not fit');
  }
  return readObject(body);
}

/**
 * `UN_AUTHORIZE`: the scopes that a user took back. A message's id is unique, and the same when it is told again.
 * @throws ExpungeError EVENT_INCOMPLETE, PLATFORM_SIGNATURE_INVALID (it names another app).
 */
export function readKuaishou(fields: JsonObject, app: PlanPlatform): Said | Noted {
  const event = text(fields, 'event');
  if (text(fields, 'app_id') !== app.app) throw badSignature('kuaishou', 'it names another app');
  if (event !== 'UN_AUTHORIZE') return { noted: 'an event of Kuaishou that takes nothing back' };
  const data = inner(fields, 'data');
  const scopes = [...new Set(texts(data, 'scope'))].sort();
  if (scopes.length === 0) throw incomplete('scope');
  return {
    what: { kind: 'scopes revoked', scopes },
    subject: text(data, 'open_id'),
    at: whole(fields, 'timestamp'),
    identity: ['kuaishou', app.app, text(fields, 'message_id')],
  };
}
