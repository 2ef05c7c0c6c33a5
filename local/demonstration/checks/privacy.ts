import { hash } from 'node:crypto';
import { type Identifying, SUBJECT_ID } from '../../../examples/five-apps/population/index.ts';
import { leftToDo } from '../inspect.ts';
import { Needles } from '../needles.ts';
import { personalValues } from '../personal-values.ts';
import { type Check, type Findings, lastLook, listed } from './check.ts';

/** What Expunge lets slip of the people it works for: nothing. */
export function privacyChecks(findings: Findings): readonly Check[] {
  return [noLeak(findings), nothingPublished(findings), forgotten(findings)];
}

function noLeak({ population, receipts, lines, letters }: Findings): Check {
  const { identifying } = population;
  const isTelling = tellTale(identifying);
  const places: [string, readonly string[]][] = [
    ['receipts', receipts.texts],
    ['log lines and metrics', lines],
    ['dead letters', [...letters.values()].flat()],
  ];
  const found = places.flatMap(([place, texts]) => {
    const count = texts.filter(isTelling).length;
    return count === 0 ? [] : [`${count} ${place}`];
  });
  const size = places.map(([place, texts]) => `${texts.length} ${place}`).join(', ');
  const { ids, names, phones, numbers } = identifying;
  return {
    promise: 'P5',
    name: 'no subject id, name or phone number in any receipt, log line, dead letter or metric',
    ok: found.length === 0,
    detail: `${ids.size} ids, ${names.size} names, ${phones.size} phones, ${numbers.size} other numbers and unsalted digests of ids looked for in ${size}; found in ${listed(found)}`,
  };
}

/** What anybody may be given, byte by byte. A value of a record is looked for if only one subject has it. */
function nothingPublished({ population, logs, certificates, report }: Findings): Check {
  const needles = new Needles(personalValues(population));
  const places: [string, readonly Uint8Array[]][] = [
    ['files of the log', logs.flatMap(({ files }) => files)],
    ['certificates and pages', certificates.flatMap(({ files }) => files)],
    ['files of the report', report.files],
  ];
  const found = places.flatMap(([place, files]) => {
    const count = files.filter((bytes) => needles.areIn(bytes)).length;
    return count === 0 ? [] : [`${count} ${place}`];
  });
  const bytes = places.flatMap(([, files]) => files).reduce((sum, file) => sum + file.length, 0);
  const size = places.map(([place, files]) => `${files.length} ${place}`).join(', ');
  return {
    promise: 'P5',
    name: 'nothing that is published holds a subject id or any value that belongs to one person alone',
    ok: found.length === 0,
    detail: `${needles.size} ids, names, numbers, digests and values of records looked for in ${size}, ${(bytes / 1e6).toFixed(1)} MB; found in ${listed(found)}`,
  };
}

/** Finds people by what identifies them. Long texts are cut to candidates first: everything is in a set. */
export function tellTale({ ids, names, phones, numbers }: Identifying): (text: string) => boolean {
  const digests = new Set(
    [...ids].flatMap((id) => (['hex', 'base64', 'base64url'] as const).map((as) => hash('sha256', id, as))),
  );
  const lengths = [...new Set([...names].map((name) => name.length))];
  const inSet = (text: string, shape: RegExp, set: ReadonlySet<string>) =>
    [...text.matchAll(shape)].some(([part]) => set.has(part));
  // Within a longer run of digits a phone number can begin anywhere: the shapes look ahead and overlap.
  const within = (text: string, shape: RegExp, set: ReadonlySet<string>) =>
    [...text.matchAll(shape)].some(([, part = '']) => set.has(part));
  const named = (text: string) =>
    [...text.matchAll(/\p{Script=Han}+/gu)].some(([run]) =>
      lengths.some((length) => Array.from(run, (_, at) => run.slice(at, at + length)).some((part) => names.has(part))),
    );
  return (text) =>
    inSet(text, SUBJECT_ID, ids) ||
    within(text, /(?=(12\d{9}))/g, phones) ||
    within(text, /(?=(99\d{15}[\dX]))/g, numbers) ||
    inSet(text, /[a-z0-9]+@example\.com/g, numbers) ||
    inSet(text, /[0-9a-f]{64}|[A-Za-z0-9+/]{43}=|[A-Za-z0-9_-]{43}/g, digests) ||
    named(text);
}

/** The registry knows whose data there is, and nobody else. */
function forgotten(findings: Findings): Check {
  const { ledger, registry } = findings;
  const { verdicts } = lastLook(findings);
  const living = new Set<string>();
  for (const entry of ledger.entries.values()) {
    const verdict = verdicts.get(entry.id);
    if (verdict !== undefined && leftToDo(entry, verdict, ledger).length > 0)
      living.add(`${entry.policy} ${entry.subject}`);
  }
  const named = new Set([...registry.named.values()].map(({ policy, id }) => `${policy} ${id}`));
  const leftover = [...named].filter((subject) => !living.has(subject)).length;
  const unknown = [...living].filter((subject) => !named.has(subject)).length;
  const mentions = [...registry.text.matchAll(SUBJECT_ID)].length;
  const all = new Set([...ledger.entries.values()].map(({ policy, subject }) => `${policy} ${subject}`)).size;
  return {
    promise: 'P5',
    name: 'the registry names no subject whose last record has gone, and every other in exactly one item',
    ok: leftover === 0 && unknown === 0 && mentions === named.size,
    detail: `${living.size} of ${all} subjects have data left; named without any: ${leftover}, not named: ${unknown}; ids occur ${mentions} times for ${named.size} subjects`,
  };
}
