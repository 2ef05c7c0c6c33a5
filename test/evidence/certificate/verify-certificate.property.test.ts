import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CertificateProblem,
  certificatePage,
  verifyCertificate,
} from '../../../lib/evidence/certificate/index.ts';
import type { NoteKey } from '../../../lib/evidence/log/index.ts';
import { makeCertificate } from './certificates.ts';

/*
 * A certificate or its page is not what it was, by a byte or by a piece: whatever happened to it, the verifier finds it
 * and names the place, without knowing whose certificate it is.
 */

interface File {
  readonly kind: string;
  readonly bytes: Buffer;
  readonly keys: readonly NoteKey[];
}

const made = await Promise.all([
  makeCertificate({ receipts: 1, others: 4 }),
  makeCertificate({ receipts: 5, years: ['2026', '2027'], stage: 'final' }),
  makeCertificate({ receipts: 0, copies: false, stage: 'final' }),
]);
const texts: readonly File[] = made.map(({ text, keys }) => ({ kind: 'certificate', bytes: Buffer.from(text), keys }));
const pages: readonly File[] = made.map(({ certificate, keys }) => {
  return { kind: 'page', bytes: Buffer.from(certificatePage(certificate)), keys };
});

const splice = (bytes: Buffer, at: number, remove: number, ...put: Uint8Array[]) =>
  Buffer.concat([bytes.subarray(0, at), ...put, bytes.subarray(at + remove)]);

type Change = (bytes: Buffer, at: number, other: number) => Buffer;

const CHANGES: Readonly<Record<string, Change>> = {
  'a bit changed': (bytes, at, other) => splice(bytes, at, 1, Buffer.of((bytes[at] as number) ^ (1 << (other % 8)))),
  'a byte changed': (bytes, at, other) => splice(bytes, at, 1, Buffer.of(other % 256)),
  'a byte missing': (bytes, at) => splice(bytes, at, 1),
  'a byte put in': (bytes, at, other) => splice(bytes, at, 0, Buffer.of(other % 256)),
  'a byte repeated': (bytes, at) => splice(bytes, at, 0, bytes.subarray(at, at + 1)),
  'two bytes swapped': (bytes, at) => splice(bytes, at, 2, bytes.subarray(at, at + 2).reverse()),
  'two far bytes swapped': (bytes, at, other) => {
    const there = other % bytes.length;
    const after = Buffer.from(bytes);
    [after[at], after[there]] = [bytes[there] as number, bytes[at] as number];
    return after;
  },
  'cut off': (bytes, at) => bytes.subarray(0, at),
  'a piece missing': (bytes, at, other) => splice(bytes, at, other % 300),
  'a piece repeated': (bytes, at, other) => splice(bytes, at, 0, bytes.subarray(at, at + (other % 300))),
  'a piece over another': (bytes, at, other) => {
    const from = other % bytes.length;
    return splice(bytes, at, 44, bytes.subarray(from, from + 44));
  },
  'something left over': (bytes, at) => splice(bytes, bytes.length, 0, bytes.subarray(0, at + 1)),
};

async function problemsOf(bytes: Uint8Array, { keys }: File): Promise<readonly CertificateProblem[]> {
  const { ok, problems, proved } = await verifyCertificate(bytes, keys);
  expect(ok).toBe(problems.length === 0);
  expect(proved.length > 0).toBe(ok);
  return problems;
}

/** Where a certificate of the same form differs; null where it has another form. */
function differences(before: Buffer, after: Buffer): string[] | null {
  try {
    const [one, other] = [JSON.parse(before.toString()), JSON.parse(after.toString())];
    const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
    if (one.receipts.length !== other.receipts.length) return ['receipts'];
    return [
      ...(same(one.statement, other.statement) ? [] : ['statement']),
      ...one.receipts.flatMap((receipt: unknown, at: number) =>
        same(receipt, other.receipts[at]) ? [] : [`receipt ${at + 1}`],
      ),
      ...(same(one.bindingSalt, other.bindingSalt) ? [] : ['bindingSalt']),
    ];
  } catch {
    return null;
  }
}

async function expectFound(file: File, changed: Buffer, what: string) {
  const problems = await problemsOf(changed, file);
  expect(problems, `${file.kind}, ${what}: passed`).not.toEqual([]);
  for (const { code, where, message } of problems) {
    expect([code, message]).toEqual([expect.stringMatching(/^[A-Z_]+$/), expect.stringMatching(/\w/)]);
    expect(where).toMatch(/^(text|page|statement|receipts|receipt \d+|bindingSalt)$/);
  }
  if (file.kind === 'page') return;
  const places = problems.map(({ where }) => where);
  if (places.includes('text')) return expect(places).toEqual(['text']);
  // it is written as a certificate is: then the very part that differs is named
  for (const place of differences(file.bytes, changed) ?? []) expect(places, what).toContain(place);
}

describe('a certificate or its page', () => {
  it('is found changed in any byte, and named', { timeout: 120_000 }, async () => {
    for (const file of texts.slice(0, 1)) {
      expect(await problemsOf(file.bytes, file)).toEqual([]);
      for (let at = 0; at < file.bytes.length; at++) {
        for (const kind of ['a bit changed', 'a byte missing', 'a byte repeated'] as const) {
          await expectFound(file, (CHANGES[kind] as Change)(file.bytes, at, at), `${kind} at ${at}`);
        }
      }
    }
  });

  it('is found changed in any way, and named', { timeout: 120_000 }, async () => {
    for (const file of pages) expect(await problemsOf(file.bytes, file)).toEqual([]);
    const change = fc.record({
      file: fc.constantFrom(...texts, ...pages),
      kind: fc.constantFrom(...Object.keys(CHANGES)),
      at: fc.nat(),
      other: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ file, kind, at, other }) => {
        const changed = (CHANGES[kind] as Change)(file.bytes, at % file.bytes.length, other);
        if (!changed.equals(file.bytes)) await expectFound(file, changed, `${kind} at ${at % file.bytes.length}`);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is found to be another’s in every part', { timeout: 60_000 }, async () => {
    const [one, other] = await Promise.all([
      makeCertificate({ receipts: 3 }),
      makeCertificate({ receipts: 3, others: 22, receipt: (receipt) => ({ ...receipt, records: 4711 }) }),
    ]);
    type Json = Record<string, unknown>;
    const parts = fc.constantFrom('evidence', 'salt', 'proof');
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 3 }),
        parts,
        async (to, from, part) => {
          const target = JSON.parse(one.text);
          const proved = (certificate: { statement: Json; receipts: Json[] }, at: number): Json =>
            at === 0 ? certificate.statement : (certificate.receipts[at - 1] as Json);
          const given = proved(JSON.parse(other.text), from)[part];
          const place = proved(target, to);
          if (JSON.stringify(place[part]) === JSON.stringify(given)) return;
          place[part] = given;
          const { problems } = await verifyCertificate(`${JSON.stringify(target)}\n`, one.keys);
          const where = to === 0 ? 'statement' : `receipt ${to}`;
          // a receipt where a statement belongs is no certificate at all
          expect(problems.map((problem) => problem.where)).toContain(
            part === 'evidence' && (to === 0) !== (from === 0) ? 'text' : where,
          );
        },
      ),
      { numRuns: 100 },
    );
  });
});
