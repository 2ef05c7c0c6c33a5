import { toHex } from '../log/bytes.ts';
import { formatVkey } from '../log/note-key.ts';
import type { Statement } from '../statement.ts';
import type { Logged, LoggedCertificate } from './check-logged.ts';
import type { RestsOn } from './verdict.ts';
import { type Language, say, sayInstant } from './words.ts';

/** The logs that hold this evidence, in order. */
export function logsOf({ statement, receipts }: LoggedCertificate): RestsOn[] {
  const found = [...receipts, statement].filter((one) => one !== null);
  return [...Map.groupBy(found, ({ checkpoint }) => checkpoint.origin).values()].map((group) => {
    const { origin, size, root, signers } = (group[0] as Logged).checkpoint;
    return { origin, size, root: toHex(root), signers: signers.map(formatVkey) };
  });
}

/** What a certificate without a problem proves. `named`: the subject's identifier was given. */
export function whatIsProved(
  statement: Statement,
  logged: LoggedCertificate,
  named: boolean,
  language: Language,
): string[] {
  return [
    ...logsOf(logged).map((log) => sayLogged(log, logged, language)),
    ...sayStated(statement, language),
    ...(named ? [say('proved.subject', language)] : []),
  ];
}

/** What cannot be proved by a certificate at all, and what this check left open. */
export function whatIsNotProved(named: boolean, bound: boolean, language: Language): string[] {
  const always = [
    'not-proved.truth',
    'not-proved.physical',
    'not-proved.unknown-copies',
    'not-proved.others',
    'not-proved.time',
    'not-proved.witness',
  ] as const;
  const open = bound ? 'not-proved.unnamed' : 'not-proved.unbound';
  return [...(named ? [] : ([open] as const)), ...always].map((phrase) => say(phrase, language));
}

/** `statement` and the receipts from `first` to `last`, counted from 1: what of a certificate one log holds. */
export function sayParts(statement: boolean, first: number, last: number, language: Language): string {
  const receipts =
    first > last ? [] : [say(first === last ? 'proved.receipt' : 'proved.receipts', language, { first, last })];
  return [...(statement ? [say('proved.statement', language)] : []), ...receipts].join(say('proved.and', language));
}

/** What the statement says of the receipts and, where there are any, of the copies. */
export function sayStated(
  { receipts: { count: n }, copiesGoneBy, refreshes }: Statement,
  language: Language,
): string[] {
  if (n === 0) return [say('proved.counted.none', language)];
  const copies =
    copiesGoneBy === null
      ? say('proved.no-copies', language)
      : say(refreshes === undefined ? 'proved.copies' : 'proved.copies.refreshed', language, {
          copies: sayInstant(copiesGoneBy, language),
        });
  return [say(n === 1 ? 'proved.counted.one' : 'proved.counted', language, { n }), copies];
}

function sayLogged({ origin, size, signers }: RestsOn, logged: LoggedCertificate, language: Language): string {
  const isHere = (one: Logged | null) => one?.checkpoint.origin === origin;
  const [first, last] = [logged.receipts.findIndex(isHere) + 1, logged.receipts.findLastIndex(isHere) + 1];
  const what = sayParts(isHere(logged.statement), first === 0 ? 1 : first, last, language);
  const key = signers.map((vkey) => vkey.split('+')[1]).join(', ');
  return say('proved.logged', language, { origin, size, key, what });
}
