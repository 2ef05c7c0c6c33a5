import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../cli/run.ts';
import { isErrorCode } from '../../lib/errors.ts';
import { certificatePage, verifyCertificate } from '../../lib/evidence/certificate/index.ts';
import {
  canonicalJson,
  formatCheckpoint,
  formatProof,
  formatVkey,
  inclusionProof,
  leafHash,
  verifyLog,
  verifyProof,
} from '../../lib/evidence/log/index.ts';
import { worldWith } from '../cli/world.ts';
import { type Made, makeCertificate } from '../evidence/certificate/certificates.ts';
import {
  entriesOf,
  type Files,
  ORIGIN,
  p256Signer,
  publish,
  readerOf,
  signNote,
} from '../evidence/log/published-log.ts';
import { createWorld, LOG, pageOf } from '../evidence/log/sealing-world.ts';
import { brokenText, heard, hostileText, hostileValue } from './hostile.ts';
import { runsOf } from './runs.ts';

/*
 * What an auditor is handed to verify, by somebody who would have a lie accepted, or the verifier fall, or hang, or write
 * on the auditor's screen: true files with their parts exchanged, at the places where their meaning is, and rubbish.
 */

type Json = null | string | number | boolean | Json[] | { [name: string]: Json };

/** The places in a value, each as the way to it. */
const placesIn = (value: Json, way: readonly (string | number)[] = []): (readonly (string | number)[])[] =>
  value === null || typeof value !== 'object'
    ? [way]
    : [
        way,
        ...Object.entries(value).flatMap(([name, inner]) =>
          placesIn(inner, [...way, Array.isArray(value) ? Number(name) : name]),
        ),
      ];
const at = (value: Json, way: readonly (string | number)[]): Json =>
  way.reduce<Json>((inner, step) => (inner as { [name: string]: Json })[step] ?? null, value);

interface Pick {
  readonly place: number;
  readonly other: number;
  readonly how: 'away' | 'twice' | 'exchanged' | 'other' | 'near' | 'more';
  readonly text: string;
  readonly value: unknown;
}
const pick = fc.record<Pick>({
  place: fc.nat(),
  other: fc.nat(),
  how: fc.constantFrom('away', 'twice', 'exchanged', 'other', 'near', 'near', 'more'),
  text: hostileText,
  value: hostileValue,
});

/** The same value, but at one place. */
function changed(value: Json, { place, other, how, text, value: instead }: Pick): Json {
  const all = placesIn(value).slice(1);
  const way = all[place % all.length] as readonly (string | number)[];
  const copy: Json = structuredClone(value);
  const parent = at(copy, way.slice(0, -1)) as { [name: string]: Json };
  const last = way.at(-1) as string | number;
  const old = parent[last] as Json;
  const put = (now: Json) => {
    parent[last] = now;
  };
  if (how === 'away') Array.isArray(parent) ? parent.splice(Number(last), 1) : delete parent[last];
  else if (how === 'twice' && Array.isArray(parent)) parent.splice(Number(last), 0, structuredClone(old));
  else if (how === 'exchanged') put(structuredClone(at(value, all[other % all.length] ?? [])));
  else if (how === 'near') put(near(old, other, text));
  else if (how === 'more' && old !== null && typeof old === 'object')
    Array.isArray(old) ? old.push(text) : Object.assign(old, { [text]: 1 });
  else put(instead as Json);
  return copy;
}

/** Nearly the same. */
function near(value: Json, by: number, text: string): Json {
  if (typeof value === 'number') return value + (by % 3) - 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'string') return value === null ? text : null;
  const cut = by % (value.length + 1);
  return [
    `${value} `,
    value.slice(0, cut) + value.slice(cut + 1),
    value.slice(0, cut) + text + value.slice(cut),
    value.toUpperCase(),
  ][by % 4] as string;
}

/** What a verifier says when it refuses: codes, and neither what was read nor where in the program. */
function expectRefused(problems: readonly { readonly code: string }[], what: string): void {
  expect(problems.length, `accepted: ${what}`).toBeGreaterThan(0);
  expect(problems.filter(({ code }) => !isErrorCode(code))).toEqual([]);
  expect(heard(problems)).toBeNull();
}

describe('a certificate that somebody has worked on', () => {
  it('is refused under a code, wherever it says something else, whether or not it is written as one', async () => {
    const made = await Promise.all([
      makeCertificate({ receipts: 2 }),
      makeCertificate({ receipts: 3, years: ['2026', '2027'], stage: 'final' }),
    ]);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 1 }),
        fc.array(pick, { minLength: 1, maxLength: 3 }),
        fc.nat({ max: 2 }),
        async (which, picks, as) => {
          const { text, keys } = made[which] as Made;
          const certificate = picks.reduce<Json>(
            (value, one) =>
              value !== null && typeof value === 'object' && placesIn(value).length > 1 ? changed(value, one) : value,
            JSON.parse(text),
          );
          const written = writtenAs(certificate, as);
          if (written === null || saysAsMuch(certificate, JSON.parse(text))) return;
          const verdict = await verifyCertificate(written, keys);
          expect(verdict.ok).toBe(false);
          expect(verdict.proved).toEqual([]);
          expectRefused(verdict.problems, written.slice(0, 5000));
        },
      ),
      runsOf('certificates to the verifier'),
    );
  });
});

/** The same, or the same without the salt: that proves less, and is what a certificate has whose epoch was destroyed. */
function saysAsMuch(certificate: Json, made: { [name: string]: Json }): boolean {
  const without = { ...made, bindingSalt: null };
  return [made, without].some((one) => isDeepStrictEqual(certificate, one));
}

/** As a certificate is written, as other JSON, or as a page; null where it cannot be. */
function writtenAs(certificate: Json, as: number): string | null {
  try {
    if (as === 0) return `${canonicalJson(certificate as object)}\n`;
    if (as === 2) return certificatePage(certificate as never);
  } catch {
    return null;
  }
  return `${JSON.stringify(certificate)}\n`;
}

describe('a proof or a checkpoint that somebody has worked on', () => {
  const signer = p256Signer(ORIGIN);
  const entries = entriesOf(300);
  const log = publish(entries, signer);
  const proof = formatProof({
    index: 77,
    hashes: inclusionProof(77, entries.map(leafHash)),
    checkpoint: log.checkpoint,
  });
  const change = fc.record({
    line: fc.nat(),
    other: fc.nat(),
    how: fc.constantFrom('away', 'twice', 'exchanged', 'swapped', 'near', 'put'),
    text: fc.oneof(
      brokenText,
      fc.constantFrom('index 78', 'index 077', '300', '0', '-1', '1e3', 'extra AAAA', '— log AAAA'),
    ),
  });
  /** Line by line, for each line means something. */
  const inLines = (
    text: string,
    changes: readonly { line: number; other: number; how: string; text: string }[],
  ): string => {
    const lines = text.split('\n');
    for (const { line, other, how, text: put } of changes) {
      const [here, there] = [line % lines.length, other % lines.length];
      const [one = '', two = ''] = [lines[here], lines[there]];
      if (how === 'away') lines.splice(here, 1);
      else if (how === 'twice') lines.splice(there, 0, one);
      else if (how === 'exchanged') lines[here] = two;
      else if (how === 'swapped') [lines[here], lines[there]] = [two, one];
      else if (how === 'near') lines[here] = String(near(one, other, put));
      else lines[here] = put;
    }
    return lines.join('\n');
  };

  it('is refused under a code', async () => {
    const own = (note: string) => note.slice(0, note.indexOf('\n\n'));
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(change, { minLength: 1, maxLength: 3 }), async (isProof, changes) => {
        const spoilt = inLines(isProof ? proof : log.checkpoint, changes);
        // Anybody may sign a checkpoint too: a line that nobody asked about changes nothing that is proved.
        if (
          own(spoilt) === own(isProof ? proof : log.checkpoint) &&
          spoilt.includes(log.checkpoint.split('\n').at(-2) ?? '')
        )
          return;
        if (isProof) {
          const fault = await verifyProof(spoilt, entries[77] as Uint8Array, [signer.key]).then(
            () => null,
            (thrown: unknown) => thrown,
          );
          expect(isErrorCode((fault as { code?: unknown } | null)?.code), `${fault}: ${JSON.stringify(spoilt)}`).toBe(
            true,
          );
          return;
        }
        const files: Files = new Map(log.files).set('checkpoint', Buffer.from(spoilt));
        const { proved, problem } = await verifyLog(readerOf(files), [signer.key], files.keys());
        expect(proved, JSON.stringify(spoilt)).toBeNull();
        expect(isErrorCode(problem?.code)).toBe(true);
      }),
      runsOf('proofs and checkpoints to the verifier'),
    );
  });

  it('may promise more than there is, signed and all, and costs no more than what there is', async () => {
    const many = 2 ** 52;
    const checkpoint = signNote(formatCheckpoint({ origin: ORIGIN, size: many, root: log.root }), signer);
    const files: Files = new Map(log.files).set('checkpoint', Buffer.from(checkpoint));
    const { proved, problem } = await verifyLog(readerOf(files), [signer.key], files.keys());
    expect([proved, isErrorCode(problem?.code)]).toEqual([null, true]);
  });
});

describe('files that somebody hands to the command line', () => {
  /** What moves the cursor, rings or hides, on the screen of whoever verifies. */
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these
  const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;
  let directory: string;
  let certificate: Made;
  let vkey: string;
  const log = new Map<string, Buffer>();
  const receipts = new Map<string, Buffer>();
  let turn = 0;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'expunge-hostile-'));
    certificate = await makeCertificate({ receipts: 2 });
    const world = createWorld();
    await world.sealer().seal([pageOf(1, [1, 2, 3])]);
    const origin = `${LOG}/2026`;
    vkey = formatVkey(await world.signer.key(origin));
    for (const [path, { bytes }] of world.files.files) log.set(path.slice(origin.length + 1), Buffer.from(bytes));
    for (const [path, { bytes }] of world.receipts.files) receipts.set(path, Buffer.from(bytes));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const write = (files: ReadonlyMap<string, Buffer | string>): string => {
    const folder = join(directory, String(++turn));
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    return folder;
  };
  const bytesOf = fc.oneof(
    brokenText.map((text) => Buffer.from(text)),
    hostileValue.map((value) => Buffer.from(JSON.stringify(value))),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  );
  /** One of several files is another: rubbish, or itself with some bytes exchanged. */
  const spoil = (files: ReadonlyMap<string, Buffer>, which: number, where: number, put: Buffer, whole: boolean) => {
    const [path, bytes] = [...files][which % files.size] as [string, Buffer];
    const from = where % bytes.length;
    const now = whole ? put : Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + put.length)]);
    return { files: new Map(files).set(path, now), same: now.equals(bytes) };
  };

  it('are refused with a code and a status; nothing of them moves the cursor, and nobody sees where in the program', async () => {
    const kinds = fc.constantFrom('certificate', 'log', 'receipts', 'key');
    await fc.assert(
      fc.asyncProperty(
        kinds,
        fc.nat(),
        fc.nat(),
        bytesOf,
        fc.boolean(),
        fc.boolean(),
        async (kind, which, where, put, whole, json) => {
          const given =
            kind === 'log'
              ? log
              : kind === 'receipts'
                ? receipts
                : new Map([['a', Buffer.from(kind === 'key' ? `${vkey}\n` : certificate.text)]]);
          const { files, same } = spoil(given, which, where, put, whole);
          if (same) return;
          const folder = write(files);
          const wholeLog = kind === 'log' ? folder : write(log);
          const argv =
            kind === 'certificate'
              ? ['verify', 'certificate', join(folder, 'a'), ...certificate.vkeys.flatMap((key) => ['--key', key])]
              : [
                  'verify',
                  'log',
                  wholeLog,
                  '--key',
                  kind === 'key' ? join(folder, 'a') : vkey,
                  ...(kind === 'receipts' ? ['--receipts', folder] : []),
                ];
          const { status, stdout, stderr } = await run([...argv, ...(json ? ['--json'] : [])], worldWith());
          rmSync(folder, { recursive: true });
          expect([1, 2], `${kind}: ${stdout}`).toContain(status);
          const said = stdout + stderr;
          if (json) expect(JSON.parse(said).ok).toBe(false);
          else expect(said).toMatch(/\b[A-Z]+_[A-Z_]+\b|USAGE/);
          expect(said).not.toMatch(CONTROLS);
          expect(said).not.toMatch(/\n\s+at .*:\d+:\d+|UNEXPECTED/);
        },
      ),
      runsOf('files to the command line'),
    );
  });
});
