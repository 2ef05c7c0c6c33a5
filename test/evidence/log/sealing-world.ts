import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Announcement } from '../../../lib/announcements.ts';
import { caseOf, type Evidence, instantOf, isStatement } from '../../../lib/evidence/evidence.ts';
import type { Receipt, ReceiptPage } from '../../../lib/evidence/index.ts';
import { equalBytes, fromUtf8 } from '../../../lib/evidence/log/bytes.ts';
import { openCheckpoint } from '../../../lib/evidence/log/checkpoint.ts';
import type { Count } from '../../../lib/evidence/log/counts.ts';
import { memoryHeads, memorySigner, memoryStorage } from '../../../lib/evidence/log/memory/index.ts';
import { leafHash, rootOf } from '../../../lib/evidence/log/merkle.ts';
import { createSealer, type Sealer } from '../../../lib/evidence/log/seal.ts';
import { commitmentOf, parseSealed, type SealedReceipt } from '../../../lib/evidence/log/sealed-receipts.ts';
import { parseBundle, tileAt, tilePath } from '../../../lib/evidence/log/tiles.ts';
import { verifyLog } from '../../../lib/evidence/log/verify-log.ts';
import { type Stage, type Statement, statementId } from '../../../lib/evidence/statement.ts';
import { statementPage } from '../../../lib/evidence/statement-page.ts';
import { idOf, page, receipt, statement } from '../pages.ts';

export const LOG = 'expunge.example/aws-cn';

export class Crash extends Error {
  constructor() {
    super('the sealer died here');
  }
}

/** Awaited by a sealer before each of its requests. */
export type Step = (request: string) => Promise<void>;

/** Everything that outlives a sealer, and sealers that share it. */
export function createWorld(
  options: { readonly start?: string; readonly witness?: boolean; readonly bus?: boolean } = {},
) {
  let now = Date.parse(options.start ?? '2026-11-23T00:00:00Z');
  let salts = 0;
  const heads = memoryHeads();
  const receipts = memoryStorage();
  const files = memoryStorage();
  const witness = options.witness === false ? null : memoryStorage();
  const signer = memorySigner();
  const announced: Announcement[] = [];
  const witnessBus = {
    announce: async (announcements: readonly Announcement[]) => void announced.push(...announcements),
  };
  const counts: Record<string, number> = {};

  /** A new process: it knows nothing, and everything it asks for passes `step`. */
  function sealer(step: Step = async () => {}): Sealer {
    return createSealer({
      log: LOG,
      heads: stepping(heads, 'heads', step),
      receipts: stepping(receipts, 'receipts', step),
      files: stepping(files, 'files', step),
      witness: witness && stepping(witness, 'witness', step),
      witnessBus: options.bus === true ? stepping(witnessBus, 'witnessBus', step) : null,
      signer: stepping(signer, 'signer', step),
      clock: { now: () => now, sleep: async () => {} },
      random: (bytes) => createHash('sha256').update(`salt ${salts++}`).digest().subarray(0, bytes),
      dayOf: (_policy, instant) => instant.slice(0, 10),
      meter: {
        count: (metric, value) => {
          counts[metric] = (counts[metric] ?? 0) + value;
        },
      },
    });
  }

  return {
    heads,
    receipts,
    files,
    witness,
    witnessBus,
    announced,
    signer,
    counts,
    sealer,
    goTo(time: string) {
      now = Date.parse(time);
    },
    /** A sealer that dies before its n-th request: from there on nothing it asks for happens. */
    dying(n: number) {
      let steps = 0;
      return sealer(async () => {
        if (++steps >= n) throw new Crash();
      });
    },
  };
}

export type World = ReturnType<typeof createWorld>;

/** A page of receipts with these ids, as the first attempt or as one that repeats the page of another number. Every third is of a case. */
export function pageOf(
  number: number,
  ids: readonly number[],
  first = number,
  rest: Partial<Receipt> = {},
): ReceiptPage {
  const name = (one: number) => `delete-07-${one}-AAAAAAAA`;
  return page({
    page: name(number),
    family: name(first),
    receipts: ids.map((id) => receipt(idOf(id), { ...of(id), ...rest })),
  });
}

const of = (id: number): Partial<Receipt> =>
  id % 3 === 0 ? { trigger: { kind: 'AccountClosed', case: `case-${id % 5}` } } : {};

/** The page of a statement. */
export function statementOf(caseId: string, stage: Stage = 'erased', rest: Partial<Statement> = {}): ReceiptPage {
  return statementPage(statement({ case: caseId, stage, id: statementId(caseId, stage), ...rest }));
}

export const idsOf = (pages: readonly ReceiptPage[]): string[] =>
  [...new Set(pages.flatMap(({ receipts }) => receipts.map(({ id }) => id)))].sort();

/** What the log holds, after checking everything about it that must hold whatever happened. */
export async function audit(world: World): Promise<{ origins: string[]; sealed: SealedReceipt[] }> {
  const origins = [...world.files.files.keys()]
    .filter((path) => path.endsWith('/checkpoint'))
    .map((path) => path.slice(0, -11));
  const logs = new Map<string, SealedReceipt[]>();
  for (const origin of origins.sort()) logs.set(origin, await auditLog(world, origin));
  const sealed = [...logs.values()].flat();
  const ids = sealed.map(({ receipt }) => receipt.id);
  expect(new Set(ids).size).toBe(ids.length);
  await auditDays(world, sealed);
  await auditCases(world, logs);
  return { origins, sealed };
}

async function auditLog(world: World, origin: string): Promise<SealedReceipt[]> {
  const read = async (path: string) => world.files.files.get(`${origin}/${path}`)?.bytes ?? null;
  const paths = [...world.files.files.keys()].flatMap((path) =>
    path.startsWith(`${origin}/`) ? [path.slice(origin.length + 1)] : [],
  );
  const key = await world.signer.key(origin);
  // Files that an interrupted publication left beyond the checkpoint are no part of the tree yet.
  const verdict = await verifyLog(read, [key]);
  expect(verdict.problem).toBeNull();
  const size = verdict.proved?.size ?? 0;
  const head = await world.heads.read();
  if (head?.origin === origin && head.pending.length === 0) {
    expect(head.size).toBe(size);
    expect((await verifyLog(read, [key], paths)).problem).toBeNull();
  }
  if (world.witness !== null && (head?.origin !== origin || head.pending.length === 0)) {
    expect((await open(world.witness.files.get(`${origin}/checkpoint`)?.bytes, key)).size).toBe(size);
  }
  const entries: Uint8Array[] = [];
  for (let index = 0, tile = tileAt(size, 'entries', 0); tile !== null; tile = tileAt(size, 'entries', ++index)) {
    entries.push(...(parseBundle((await read(tilePath(tile))) ?? new Uint8Array(0), tile.width) ?? []));
  }
  const found = new Map<number, SealedReceipt>();
  for (const { bytes } of world.receipts.files.values()) {
    const content = parseSealed(bytes);
    if (content.origin !== origin) continue;
    for (const [at, one] of content.receipts.entries()) {
      const entry = entries[content.first + at];
      if (entry === undefined || !equalBytes(entry, commitmentOf(one))) continue;
      expect(found.has(content.first + at)).toBe(false);
      found.set(content.first + at, one);
    }
  }
  expect(found.size).toBe(size);
  return [...found].sort(([a], [b]) => a - b).map(([, one]) => one);
}

async function auditDays(world: World, sealed: readonly SealedReceipt[]): Promise<void> {
  const head = await world.heads.read();
  if (head === null || head.pending.length > 0) return; // committed and counted, not yet in the published log
  const sum = (counts: readonly Count[]) =>
    counts.reduce((total, one) => total + (one.of === 'entry' ? one.entries : 0), 0);
  const days = await world.heads.days('0000-00-00', '9999-99-99');
  const expected = Map.groupBy(sealed, ({ receipt }) => instantOf(receipt).slice(0, 10));
  const sums = days.map(({ day, counts }) => [day, sum(counts)] as const).filter(([, total]) => total > 0);
  expect(Object.fromEntries(sums)).toEqual(Object.fromEntries([...expected].map(([day, of]) => [day, of.length])));
}

/** What is filed of each case is in the published log, at that place; once nothing is pending, it is all of it. */
async function auditCases(world: World, logs: ReadonlyMap<string, readonly SealedReceipt[]>): Promise<void> {
  const inLogs = [...logs].flatMap(([origin, sealed]) =>
    sealed.map(({ receipt: one }, index) => ({ case: caseOf(one), origin, index, id: one.id, what: whatOf(one) })),
  );
  const objects = new Map([...world.receipts.files].map(([path, { bytes }]) => [path, parseSealed(bytes)]));
  const pending = (await world.heads.read())?.pending.length ?? 0;
  for (const caseId of new Set(inLogs.flatMap((one) => one.case ?? []))) {
    const expected = inLogs.filter((one) => one.case === caseId);
    const filed = await world.heads.ofCase(caseId);
    for (const { segment, index, id } of filed) {
      expect(objects.get(segment.key)?.receipts[index - segment.first]?.receipt.id).toBe(id);
    }
    const found = filed.map(({ segment: _, ...place }) => place);
    expect(found).toEqual(pending === 0 ? expected : expected.filter(({ id }) => found.some((one) => one.id === id)));
  }
}

const whatOf = (one: Evidence) => (isStatement(one) ? 'statement' : 'receipt');

/** Every checkpoint that was ever written anywhere, as a history: each the beginning of the next. */
export function recordCheckpoints(world: World) {
  const notes: { readonly origin: string; readonly note: Uint8Array }[] = [];
  for (const storage of [world.files, world.witness]) {
    if (storage === null) continue;
    const { replace } = storage;
    storage.replace = async (path, bytes, version) => {
      const written = await replace(path, bytes, version);
      if (written !== null) notes.push({ origin: path.slice(0, -11), note: bytes.slice() });
      return written;
    };
  }
  return async () => {
    for (const { origin, note } of notes) {
      const { size, root } = await open(note, await world.signer.key(origin));
      const entries: Uint8Array[] = [];
      const whole = (await open(world.files.files.get(`${origin}/checkpoint`)?.bytes, await world.signer.key(origin)))
        .size;
      for (let index = 0, tile = tileAt(whole, 'entries', 0); tile; tile = tileAt(whole, 'entries', ++index)) {
        const { bytes } = world.files.files.get(`${origin}/${tilePath(tile)}`) ?? { bytes: new Uint8Array(0) };
        entries.push(...(parseBundle(bytes, tile.width) ?? []));
      }
      expect(size).toBeLessThanOrEqual(whole);
      expect(equalBytes(rootOf(entries.slice(0, size).map(leafHash)), root)).toBe(true);
    }
    return notes.length;
  };
}

function open(bytes: Uint8Array | undefined, key: Awaited<ReturnType<World['signer']['key']>>) {
  return openCheckpoint(fromUtf8(bytes ?? new Uint8Array(0)) ?? '', [key]);
}

function stepping<T extends object>(port: T, name: string, step: Step): T {
  const methods = Object.entries(port).map(([method, call]) => [
    method,
    typeof call !== 'function'
      ? call
      : async (...args: unknown[]) => {
          await step(`${name}.${method}`);
          const answer = await (port as Record<string, (...all: unknown[]) => unknown>)[method]?.(...args);
          await step(`${name}.${method} answers`);
          return answer;
        },
  ]);
  return Object.fromEntries(methods) as T;
}
