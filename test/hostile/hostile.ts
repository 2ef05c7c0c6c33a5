import fc from 'fast-check';
import type { Announcement } from '../../lib/announcements.ts';
import { ExpungeError } from '../../lib/errors.ts';

/*
 * Input as somebody would write it who wants to see Expunge fall, erase what is another's, or say what it was given. In
 * each text there is a canary, in the writing of our own ids, so that it gets as far as anything can.
 */

export const CANARY = 'c4nary-zq7';

/** Texts that mean something to us, to JavaScript, to a store or to a terminal. */
const PIECES = [
  ...[
    'S#',
    'H#shop',
    'C#',
    'W#delete#00',
    'P#delete#00#',
    'U#',
    'K#walk',
    'D#open',
    'TAG#',
    'HOLD#',
    'SUBJECT',
    '#',
    '##',
  ],
  ...['~phone', '!short', '~', '!', 'kBIfvPBMgRDS2k4XuP8OCQ', 'desk ', 'platform-', '../', '/', '//', './', '\\'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'prototype',
    'null',
    'undefined',
    'NaN',
    '[object Object]',
  ],
  ...[
    "'",
    '"',
    '`',
    '$1',
    '{subject}',
    '{{',
    '%00',
    '%2F',
    '+',
    '&',
    '=',
    '?',
    '*',
    '<script>',
    ']]>',
    ';--',
    '|',
    ',',
  ],
  ...[' ', '\t', '\n', '\r\n', '\0', '\x1b[2J', '\x7f', '\u0085', '\u2028', '\ufeff', '\u200b', '\u202e', '\u2066'],
  ...['é', 'e\u0301', 'ﬀ', 'ı', 'İ', '😀', '𠮷', '\ufffd', '王小明', 'אב', '\u{10ffff}'],
] as const;
const HALVES = ['\ud800', '\udc00', '\udfff\ud800'] as const;

const junk = (pieces: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 4 })
    .map((parts) => parts.join(''));

const around = (pieces: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.tuple(junk(pieces), junk(pieces)).map(([before, after]) => before + CANARY + after) },
    { weight: 1, arbitrary: fc.constantFrom(...pieces).map((piece) => CANARY + piece.repeat(1 + 2000 / piece.length)) },
    { weight: 1, arbitrary: fc.constant(CANARY) },
  );

/** Well-formed text with the canary in it. */
export const hostileText: fc.Arbitrary<string> = around(PIECES).filter((text) => text.isWellFormed());

/** The same, and text that no UTF-8 can say. */
export const brokenText: fc.Arbitrary<string> = around([...PIECES, ...HALVES]);

/** A subject id that is taken. */
export const hostileSubject: fc.Arbitrary<string> = hostileText.map((text) => text.slice(0, 2000).toWellFormed());

const NO_PRIMITIVE = { toString: 1, valueOf: 1 };
/** What nothing can be compared with, where a library may compare. */
export const NO_PRIMITIVES = [NO_PRIMITIVE, { length: NO_PRIMITIVE }, { size: NO_PRIMITIVE }] as const;

/** Anything that JSON can say, with canaries for names too. */
export const hostileValue: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    brokenText,
    fc.constantFrom(null, true, 0, -1, 1e308, 2 ** 53, '', ' ', '2026-02-30T00:00:00Z', '2026-01-01', `${CANARY}: 1`),
    fc.constantFrom([], {}, [[]], { S: CANARY }, JSON.parse('{"__proto__": null}'), ...NO_PRIMITIVES),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(hostileText, fc.constantFrom('id', 'S', 'constructor', 'length')), tie('tree'), {
      maxKeys: 3,
    }),
  ),
})).tree;

/** What was said of it, with its members exchanged, taken away, added, or put one level too deep. */
export function spoilt(detail: Readonly<Record<string, unknown>>): fc.Arbitrary<Record<string, unknown>> {
  const members = Object.keys(detail);
  const member = fc.constantFrom(...members);
  const other = fc.oneof(member, hostileText, fc.constantFrom('__proto__', 'constructor', 'toJSON', 'then'));
  const change = fc.oneof(
    { weight: 6, arbitrary: fc.record({ name: member, value: fc.oneof(hostileText, hostileValue) }) },
    { weight: 1, arbitrary: fc.record({ name: member, value: fc.constant(undefined) }) },
    { weight: 2, arbitrary: fc.record({ name: other, value: hostileValue }) },
    { weight: 1, arbitrary: fc.record({ name: member, value: fc.constant([detail]) }) },
  );
  return fc
    .array(change, { maxLength: 3 })
    .map((changes) =>
      Object.fromEntries([...Object.entries(detail), ...changes.map(({ name, value }) => [name, value])]),
    );
}

/** The ways in which the canary may lie in a text. */
const TRACES = [
  CANARY,
  Buffer.from(CANARY).toString('hex'),
  ...[0, 1, 2].map((shift) => Buffer.from(CANARY.slice(shift)).toString('base64').slice(0, 8)),
].map((trace) => trace.toLowerCase());

/** The piece of text in which the canary is, however deep in this and under whatever name; null: nowhere. */
export function heard(value: unknown): string | null {
  const said = textOf(value).toLowerCase();
  const at = Math.max(...TRACES.map((trace) => said.indexOf(trace)));
  return at < 0 ? null : said.slice(Math.max(0, at - 120), at + 60);
}

function textOf(value: unknown): string {
  if (value instanceof ExpungeError) return `${value.code} ${value.message} ${value.place ?? ''}`;
  if (value instanceof Error) return `${value.name} ${value.message} ${value.stack ?? ''}`;
  return (
    JSON.stringify(value, (_, inner) => {
      if (inner instanceof Map) return [...inner];
      return inner instanceof Error ? textOf(inner) : inner;
    }) ?? ''
  );
}

/** What went wrong without a code: nothing may. */
export const uncoded = (faults: readonly unknown[]): readonly unknown[] =>
  faults.filter((fault) => !(fault instanceof ExpungeError));

/** Announcements to the applications, who know whom they are about, without the one member that says so. */
export const withoutSubjects = (news: readonly Announcement[]): readonly object[] =>
  news.map(({ type, detail }) => ({ type, detail: { ...detail, subject: null } }));
