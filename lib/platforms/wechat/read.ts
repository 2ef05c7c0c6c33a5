import type { PlanPlatform } from '../../policy/plan-platforms.ts';
import { incomplete, optionalText, text, whole } from '../read/fields.ts';
import type { Json, JsonObject } from '../read/lenient-json.ts';
import type { Noted, Said } from '../said.ts';
import { badSignature } from '../signature.ts';
import { EVERYTHING, splitCodes } from './codes.ts';

/**
 * `authorized_user_information_changes`: what changed about an authorised user. It has no id of its own; repeated, its
 * identity is the same: app, user, event, what was revoked, and when.
 * Source: developers.weixin.qq.com, authorized_user_information_changes.
 * @throws ExpungeError EVENT_INCOMPLETE, PLATFORM_SIGNATURE_INVALID (it names another app).
 */
export function readWechat(fields: JsonObject, app: PlanPlatform): Said | Noted {
  const event = text(fields, 'Event');
  if (event === 'user_info_modified') return { noted: 'WeChat cleaned a profile: fetch it again or clear it' };
  if (event !== 'user_authorization_revoke' && event !== 'user_authorization_cancellation') {
    return { noted: 'an event of WeChat that takes nothing back' };
  }
  const plugin = optionalText(fields, 'PluginID');
  if (text(fields, 'AppID') !== app.app && plugin !== app.app) throw badSignature('wechat', 'it names another app');
  const at = whole(fields, 'CreateTime') * 1000;
  const codes = event === 'user_authorization_revoke' ? codesOf(fields.get('RevokeInfo')) : [];
  const identity = [
    'wechat',
    text(fields, 'AppID'),
    optionalText(fields, 'OpenID') ?? '',
    optionalText(fields, 'OpenPID') ?? '',
    event,
    plugin ?? '',
    codes.join(','),
    String(at),
  ];
  const what: Said['what'] =
    event === 'user_authorization_cancellation'
      ? { kind: 'platform account cancelled' }
      : codes.includes(EVERYTHING)
        ? { kind: 'everything revoked' }
        : { kind: 'codes revoked', codes, plugin };
  return { what, subject: subjectOf(fields, app), at, identity };
}

/** Under which of the two ids the data is kept, the inventory says. In a notice without that one there is nobody. */
function subjectOf(fields: JsonObject, { subject }: PlanPlatform): string {
  return text(fields, subject);
}

function codesOf(value: Json | undefined): readonly string[] {
  const parts = Array.isArray(value) ? value : [value];
  const codes = splitCodes(parts.map((part) => (isCode(part) ? String(part) : refuse())).join(','));
  return codes.length === 0 ? refuse() : codes;
}

const isCode = (part: Json | undefined): part is string | number =>
  typeof part === 'number' ? Number.isSafeInteger(part) : typeof part === 'string' && part.length <= 256;

function refuse(): never {
  throw incomplete('RevokeInfo');
}
