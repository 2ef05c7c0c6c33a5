import { ExpungeError } from '../../errors.ts';
import { splitCodes } from '../wechat/codes.ts';

/** One user of the list and what he took back. */
export interface Revocation {
  /** Where it stands in the file, from 1. */
  readonly line: number;
  readonly subject: string;
  readonly codes: readonly string[];
}

export interface DayList {
  readonly revocations: readonly Revocation[];
}

/** WeChat's OpenIDs are 28 characters of base64url; nobody promised that they stay so. */
const OPEN_ID = /^[A-Za-z0-9_-]{16,64}$/;
const CODES = /^[\d\s,;|，、；]+$/;

/**
 * The list that WeChat mails once a day: an OpenID a line, and after a comma, semicolon or tab its RevokeInfo codes; a
 * head line is passed over. A line without codes has those of `codes`.
 * @throws ExpungeError USAGE names lines, never what is in them: nothing is done over a list that cannot be read whole.
 */
export function parseDayList(text: string, codes: readonly string[]): DayList {
  const revocations = new Map<string, Revocation>();
  const unread: number[] = [];
  const uncoded: number[] = [];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = index + 1;
    const [subject = '', rest = ''] = partsOf(raw);
    if (subject === '' && rest === '') continue;
    if (revocations.size === 0 && unread.length === 0 && /open_?p?id/i.test(subject)) continue;
    const own = splitCodes(rest);
    const said = own.length > 0 ? own : codes;
    if (!OPEN_ID.test(subject) || (rest !== '' && !CODES.test(rest))) unread.push(line);
    else if (said.length === 0) uncoded.push(line);
    else {
      const before = revocations.get(subject);
      const all = splitCodes([...(before?.codes ?? []), ...said].join(','));
      revocations.set(subject, { line: before?.line ?? line, subject, codes: all });
    }
  }
  refuse(unread, 'cannot be read: each is an OpenID and, after a comma, its RevokeInfo codes');
  refuse(uncoded, 'do not say what was taken back: name it for all of them with --revoke-info CODES');
  if (revocations.size === 0) throw new ExpungeError('USAGE', 'There is no OpenID in this list.');
  return { revocations: [...revocations.values()] };
}

function partsOf(raw: string): readonly string[] {
  const found = /^\s*"?([^",;\t]*?)"?\s*(?:[,;\t](.*))?$/.exec(raw);
  if (found === null) return [raw.trim(), '?'];
  const [, subject = '', rest = ''] = found;
  return [subject.trim(), rest.replaceAll('"', '').trim()];
}

function refuse(lines: readonly number[], why: string): void {
  if (lines.length === 0) return;
  const shown = lines.slice(0, 10).join(', ') + (lines.length > 10 ? ` and ${lines.length - 10} more` : '');
  throw new ExpungeError('USAGE', `Lines ${shown} of the list ${why}. Nothing was done.`);
}
