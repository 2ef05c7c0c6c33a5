import { createHmac } from 'node:crypto';
import type { PlanPlatform } from '../policy/plan-platforms.ts';
import type { Notice } from './notice.ts';
import { readObject, text, whole } from './read/fields.ts';
import type { JsonObject } from './read/lenient-json.ts';
import type { Noted, Said } from './said.ts';
import { badSignature, isSameSignature } from './signature.ts';
import { undecided } from './undecided.ts';

/**
 * How far the signature's time may lie from the notice's receipt. TikTok tries for 72 hours and does not say that it signs
 * each try anew; a notice told again is the same event, so a wide window lets nobody do anything twice.
 */
const FRESH = 73 * 60 * 60_000;

/** HMAC-SHA256 of `<t>.<body>` under the client secret, in hexadecimal digits. Source: developers.tiktok.com/doc/webhooks-verification. */
export function tiktokSignature(secret: string, timestamp: string, body: string): string {
  return createHmac('sha256', secret).update(`${timestamp}.${body}`, 'utf8').digest('hex');
}

/** The body of an authentic notice. @throws ExpungeError PLATFORM_SIGNATURE_INVALID, PLATFORM_NOTICE_UNREADABLE. */
export function openTiktok({ headers, body, receivedAt }: Notice, secret: string): JsonObject {
  const parts = (headers['tiktok-signature'] ?? '').split(',').map((part) => part.trim().split('='));
  const partOf = (name: string) => parts.find(([key]) => key === name)?.[1];
  const timestamp = partOf('t') ?? '';
  if (!/^\d{1,12}$/.test(timestamp)) throw badSignature('tiktok', 'TikTok-Signature has no time');
  if (!isSameSignature(partOf('s'), tiktokSignature(secret, timestamp, body))) {
    throw badSignature('tiktok', 'TikTok-Signature does not fit');
  }
  if (Math.abs(receivedAt - Number(timestamp) * 1000) > FRESH) {
    throw badSignature('tiktok', 'it was signed more than three days before or after you received it');
  }
  return readObject(body);
}

/**
 * `authorization.removed`, by its reason. 1, the user disconnected the app: everything is revoked. 2: the account was
 * deleted. 3: the age changed. 5, the developer revoked it: the company's own doing, which asks for nothing. 0, unknown,
 * and 4, banned: nobody knows whether the user wants anything erased; a person decides.
 * Source: developers.tiktok.com/doc/webhooks-events.
 * @throws ExpungeError EVENT_INCOMPLETE, PLATFORM_UNDECIDED, PLATFORM_SIGNATURE_INVALID (it names another client).
 */
export function readTiktok(fields: JsonObject, app: PlanPlatform): Said | Noted {
  const event = text(fields, 'event');
  if (text(fields, 'client_key') !== app.app) throw badSignature('tiktok', 'it names another client');
  if (event !== 'authorization.removed') return { noted: 'an event of TikTok that takes nothing back' };
  const subject = text(fields, 'user_openid');
  const created = whole(fields, 'create_time');
  const reason = whole(readObject(text(fields, 'content')), 'reason');
  const identity = ['tiktok', app.app, subject, event, String(reason), String(created)];
  const said = (what: Said['what']): Said => ({ what, subject, at: created * 1000, identity });
  switch (reason) {
    case 1:
      return said({ kind: 'everything revoked' });
    case 2:
      return said({ kind: 'platform account cancelled' });
    case 3:
      return said({ kind: 'age changed' });
    case 4:
      throw undecided('tiktok', 'TikTok banned the user, who asked for nothing');
    case 5:
      return { noted: 'you revoked the authorisation yourself' };
    case 0:
      throw undecided('tiktok', 'TikTok does not say why the authorisation ended');
    default:
      throw undecided('tiktok', 'TikTok gives a reason that is not in its documentation');
  }
}
