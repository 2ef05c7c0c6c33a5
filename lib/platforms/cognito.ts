import type { PlanPlatform } from '../policy/plan-platforms.ts';
import type { Notice } from './notice.ts';
import { incomplete, inner, optionalText, readObject, text } from './read/fields.ts';
import type { JsonObject } from './read/lenient-json.ts';
import type { Noted, Said } from './said.ts';

const DELETIONS: ReadonlySet<string> = new Set(['DeleteUser', 'AdminDeleteUser']);

/** The CloudTrail record, taken out of the EventBridge event where it came as one. */
export function openCognito({ body }: Notice): JsonObject {
  const fields = readObject(body);
  return fields.has('detail') ? inner(fields, 'detail') : fields;
}

/** The user pool it is about; null for `DeleteUser`, whose record need not name one. */
export function poolOf(record: JsonObject): string | null {
  for (const part of ['requestParameters', 'additionalEventData']) {
    const pool = optionalText(inner(record, part), 'userPoolId');
    if (pool !== null) return pool;
  }
  return null;
}

/**
 * A user that was deleted from a pool, by itself or by an administrator. CloudTrail hides user names; the subject is the
 * user's `sub`, which never changes, and no user name is taken for it.
 * Source: docs.aws.amazon.com/cognito, Amazon Cognito logging in AWS CloudTrail.
 * @throws ExpungeError EVENT_INCOMPLETE.
 */
export function readCognito(record: JsonObject, _app: PlanPlatform): Said | Noted {
  if (text(record, 'eventSource') !== 'cognito-idp.amazonaws.com' || !DELETIONS.has(text(record, 'eventName'))) {
    return { noted: 'a call to Cognito that deletes no user' };
  }
  if (optionalText(record, 'errorCode') !== null) return { noted: 'a call that was to delete a user, and failed' };
  const at = Date.parse(text(record, 'eventTime'));
  if (Number.isNaN(at)) throw incomplete('eventTime');
  const subject = optionalText(inner(record, 'additionalEventData'), 'sub');
  if (subject === null) throw incomplete('additionalEventData.sub');
  return { what: { kind: 'account deleted' }, subject, at, identity: ['cognito', text(record, 'eventID')] };
}
