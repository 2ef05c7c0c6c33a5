import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Announcement, Metric } from '../../lib/announcements.ts';
import { type Certifier, type CertifyingOffice, createCertifier } from '../../lib/certifying/index.ts';
import { caseEvidence } from '../../lib/evidence/case-evidence.ts';
import { verifyCertificate } from '../../lib/evidence/certificate/verify-certificate.ts';
import type { Receipt, ReceiptPage } from '../../lib/evidence/index.ts';
import { memoryHeads, memorySigner, memoryStorage } from '../../lib/evidence/log/memory/index.ts';
import { createSealer } from '../../lib/evidence/log/seal.ts';
import { parseSealed } from '../../lib/evidence/log/sealed-receipts.ts';
import { STAGES, type Stage, type Statement } from '../../lib/evidence/statement.ts';
import type { Case, CaseEvidence, FulfilledRecord, Subject, Tag } from '../../lib/registry/index.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { samplePlan } from '../erasure/sample-plan.ts';
import { createEpochBench } from '../evidence/epochs/bench.ts';
import { idOf, page, receipt } from '../evidence/pages.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const LOG = 'expunge.example/aws-cn';
export const SUBJECT = 'li-13912345678';
/** The clusters that the closure covers. */
export const CLUSTERS = ['logs#short', 'orders#trade'];

export class Crash extends Error {
  constructor() {
    super('the certifier died here');
  }
}

/** Awaited before each request of a certifier. */
export type Step = (request: string) => void | Promise<void>;

export interface Opened {
  readonly id?: string;
  /** Who was told to erase. */
  readonly recipients?: readonly string[];
  /** Who keeps the data by law. */
  readonly keeping?: readonly string[];
  /** What else is so of the case, instead of what is said here. */
  readonly rest?: Partial<Case>;
  /** What the case leaves on its subject; a closure where nothing is said. */
  readonly marks?: Partial<Subject>;
  readonly fulfilled?: FulfilledRecord;
}

export interface Ended {
  /** Of these clusters, in order, one receipt each. */
  readonly receipts?: number;
  /** Days until the last copy is gone; null: none are declared. */
  readonly copies?: number | null;
  /** Whether its receipts reach the log too. */
  readonly sealed?: boolean;
}

// a binding takes 0.1 s: made once for each case
const bound = new Map<string, CaseEvidence>();

/** A registry, a log with its sealer, and storage, in memory; and certifiers that share them. */
export function createCertifyingWorld({ start = '2026-05-04T00:00:00Z', plan = samplePlan } = {}) {
  let now = Date.parse(start);
  let [salts, receiptsMade, pages] = [0, 0, 0];
  const clock = { now: () => now, sleep: async () => {} };
  const registry = memoryRegistry({ shards: 1 });
  const heads = memoryHeads();
  const evidence = memoryStorage();
  const files = memoryStorage();
  const signer = memorySigner();
  const epochs = createEpochBench();
  const queue: ReceiptPage[] = [];
  const announced: Announcement[] = [];
  const faults: unknown[] = [];
  const counts = new Map<Metric, number>();
  const meter = {
    count: (metric: Metric, value: number) => void counts.set(metric, (counts.get(metric) ?? 0) + value),
  };
  const sealer = createSealer({
    log: LOG,
    heads,
    receipts: evidence,
    files,
    witness: null,
    witnessBus: null,
    signer,
    clock,
    random: (bytes) => createHash('sha256').update(`salt ${salts++}`).digest().subarray(0, bytes),
    dayOf: (_policy, instant) => instant.slice(0, 10),
    meter: { count: () => {} },
  });

  /** A new process; everything it asks for passes `step`. */
  function certifier(step: Step = () => {}): Certifier {
    const office: CertifyingOffice = {
      plan,
      registry: stepping(registry, 'registry', step),
      heads: stepping(heads, 'heads', step),
      evidence: stepping(evidence, 'evidence', step),
      files: stepping(files, 'files', step),
      signer: stepping(signer, 'signer', step),
      epochs: stepping(epochs.epochs, 'epochs', step),
      bus: stepping({ announce: async (news: readonly Announcement[]) => void announced.push(...news) }, 'bus', step),
      ...stepping({ send: async (one: ReceiptPage) => void queue.push(one) }, 'log queue', step),
      clock,
      meter,
      fault: (error) => void faults.push(error),
    };
    return createCertifier(office);
  }

  const world = {
    registry,
    heads,
    evidence,
    files,
    signer,
    epochs: epochs.epochs,
    queue,
    announced,
    faults,
    counts,
    certifier,
    get now() {
      return now;
    },
    advance(milliseconds: number) {
      now += milliseconds;
    },
    goTo(time: string | number) {
      now = typeof time === 'number' ? time : Date.parse(time);
    },

    refOf: (id: string) => `ref-of-${id}`,

    /** A closed account with data in two clusters. */
    async open({
      id = 'case-1',
      recipients = [],
      keeping = [],
      rest = {},
      marks,
      fulfilled,
    }: Opened = {}): Promise<string> {
      const epoch = await epochs.epochs.current(now);
      const name = `${epoch.id} ${id}`;
      const named = bound.get(name) ?? (await caseEvidence(epoch, 'shop', SUBJECT, id));
      bound.set(name, named);
      const opened: Case = {
        id,
        policy: 'shop',
        policyVersion: '2026-01-01',
        policyDigest: 'd'.repeat(64),
        ref: world.refOf(id),
        evidence: named,
        trigger: 'AccountClosed',
        scope: { kind: 'account' },
        channel: 'app',
        gates: [],
        doubts: [],
        receivedAt: now,
        deadline: now + 21 * DAY,
        provisional: false,
        calendar: null,
        state: 'open',
        outstanding: CLUSTERS,
        restricted: [],
        receipts: [],
        recipients: [
          ...recipients.map((one) => ({ id: one, attempts: 1, toldAt: now })),
          ...keeping.map((one) => ({
            id: one,
            skipped: { because: 'law', why: 'Anti-Money Laundering Law Art. 34' } as const,
          })),
        ],
        issued: [],
        ...rest,
      };
      const closure = {
        case: id,
        trigger: 'AccountClosed' as const,
        at: now,
        deadline: opened.deadline,
        covers: ['short', 'trade', 'phones'],
      };
      const subject = { ref: opened.ref, policy: 'shop', id: SUBJECT, ...(marks ?? { closure }) };
      await registry.openCase(opened, subject, [], fulfilled);
      return id;
    },

    /** A receipt of the case, noted with it, and on its page. */
    async erase(id: string, rest: Partial<Receipt> = {}): Promise<ReceiptPage> {
      const one = await registry.case(id);
      if (one === null) throw new Error(`there is no case ${id}`);
      const { epoch, ref } = one.evidence;
      const made = receipt(idOf(++receiptsMade), {
        trigger: { kind: one.trigger, case: id },
        subject: { epoch, ref },
        due: iso(one.deadline),
        startedAt: iso(now - 1000),
        verifiedAt: iso(now),
        copiesGoneBy: null,
        ...rest,
      });
      await registry.noteReceipt(id, made.id);
      return page({ page: `delete-00-${++pages}-AAAAAAAA`, receipts: [made] });
    },

    /** All of the case is erased, now. */
    async complete(
      id: string,
      { receipts = 2, copies = 35, sealed = true }: Ended = {},
    ): Promise<readonly ReceiptPage[]> {
      const proved: ReceiptPage[] = [];
      for (let at = 0; at < receipts; at++) {
        const copiesGoneBy = copies === null ? null : iso(now + copies * DAY);
        proved.push(await world.erase(id, { copiesGoneBy }));
      }
      const { outstanding, restricted } = (await registry.case(id)) as Case;
      for (const cluster of [...outstanding, ...restricted]) await registry.countDown(id, cluster, 'erased');
      if (sealed) await sealer.seal(proved);
      const { deadline } = (await registry.case(id)) as Case;
      await registry.endCase({ id, deadline }, 'completed', now);
      return proved;
    },

    tag: (id: string, rest: Partial<Tag> = {}): Tag => {
      return {
        ref: world.refOf(id),
        dataset: 'logs',
        rule: 'short',
        state: 'kept',
        policyVersion: '2026-01-01',
        ...rest,
      };
    },

    seal: (some: readonly ReceiptPage[]) => sealer.seal(some),
    /** What certifiers have sent is sealed. */
    async sealQueue(): Promise<void> {
      await sealer.seal(queue.splice(0));
    },
    /** Minutes go by, each with a look and a sealing. */
    async minutes(count: number, one = certifier()): Promise<void> {
      for (let at = 0; at < count; at++) {
        now += MINUTE;
        await one.look();
        await world.sealQueue();
      }
    },
    /** Until the docket says no more than that something is due in the future, or nothing. */
    async settle(one = certifier()): Promise<void> {
      await world.minutes(4, one);
    },

    async stages(id: string): Promise<readonly Stage[]> {
      return ((await registry.case(id))?.issued ?? []).map(({ stage }) => stage);
    },
    async reasons(id: string): Promise<readonly string[]> {
      return ((await registry.case(id))?.refusal?.reasons ?? []).map(({ kind, what }) => `${kind}: ${what}`);
    },
    docket: () =>
      registry
        .contents()
        .filter(({ pk }) => pk === 'D#certificate')
        .map(({ sk }) => ({ case: sk.slice(11), at: Number(sk.slice(0, 10)) * 1000 })),
    textOf: (path: string) => {
      const file = evidence.files.get(path);
      return file === undefined ? null : Buffer.from(file.bytes).toString('utf8');
    },
    issuedFiles: () => [...evidence.files.keys()].filter((path) => path.startsWith('certificates/')).sort(),
    /** The statements in the log. */
    statements: (): Statement[] =>
      [...evidence.files].flatMap(([path, { bytes }]) =>
        path.startsWith('receipts/')
          ? parseSealed(bytes).receipts.flatMap((one) => ('stage' in one.receipt ? [one.receipt] : []))
          : [],
      ),
  };
  return world;
}

export type CertifyingWorld = ReturnType<typeof createCertifyingWorld>;

/**
 * Everything that was issued verifies under the log's key, as JSON and as page, is noted with its case and announced; of
 * each case and stage one statement is in the log; and no case that has more to come is lost.
 */
export async function audit(world: CertifyingWorld, ids: readonly string[] = ['case-1']): Promise<void> {
  const keys = [];
  for (const year of ['2026', '2027', '2029']) keys.push(await world.signer.key(`${LOG}/${year}`));
  for (const id of ids) {
    const one = (await world.registry.case(id)) as Case;
    const stages = one.issued.map(({ stage }) => stage);
    expect(stages).toEqual(STAGES.filter((stage) => stages.includes(stage)));
    for (const stage of stages) {
      for (const path of [`certificates/${id}/${stage}.json`, `certificates/${id}/${stage}.html`]) {
        const verdict = await verifyCertificate(world.textOf(path) ?? '', keys);
        expect(verdict.problems, path).toEqual([]);
        expect(verdict.statement).toMatchObject({ case: id, stage });
        const issued = one.issued.find((each) => each.stage === stage);
        expect(issued?.at, 'two certifiers note the same').toBe(Date.parse(verdict.statement?.statedAt ?? ''));
      }
      expect(
        world.announced.filter(
          ({ type, detail }) => type === 'CertificateIssued' && detail.case === id && detail.stage === stage,
        ),
        'announced at least once',
      ).not.toEqual([]);
    }
    if (!stages.includes('final')) expect(world.docket().map((entry) => entry.case)).toContain(id);
  }
  const stated = world.statements().map(({ id }) => id);
  expect(new Set(stated).size).toBe(stated.length);
}

function stepping<T extends object>(port: T, name: string, step: Step): T {
  const methods = Object.entries(port).map(([method, call]) => [
    method,
    typeof call !== 'function'
      ? call
      : async (...args: unknown[]) => {
          await step(`${name}.${method}`);
          return (port as Record<string, (...all: unknown[]) => unknown>)[method]?.(...args);
        },
  ]);
  return Object.fromEntries(methods) as T;
}

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
