import { bind } from '../../../lib/evidence/binding.ts';
import type { Certificate, Proved } from '../../../lib/evidence/certificate/certificate.ts';
import { formatCertificate } from '../../../lib/evidence/certificate/certificate-file.ts';
import { receiptsDigest } from '../../../lib/evidence/certificate/receipts-digest.ts';
import type { Evidence } from '../../../lib/evidence/evidence.ts';
import type { Receipt } from '../../../lib/evidence/index.ts';
import {
  commit,
  formatCheckpoint,
  formatProof,
  formatVkey,
  inclusionProof,
  leafHash,
  type NoteKey,
  rootOf,
  toBase64,
} from '../../../lib/evidence/log/index.ts';
import { type Stage, type Statement, statementId } from '../../../lib/evidence/statement.ts';
import { entriesOf, p256Signer, type Signer, signNote } from '../log/published-log.ts';
import { idOf } from '../pages.ts';

/*
 * True certificates, from a log in memory that holds other people's entries too. What a test passes in is sealed like
 * everything else: a false statement is a false statement in the log.
 */

export const CASE = 'kBIfvPBMgRDS2k4XuP8OCQ';
export const POLICY = 'weidandan';
export const SUBJECT = 'u-1001-13800138000';
export const LOG = 'expunge.example/aws-cn';

/** A recipient of whom nothing more is stated. */
export const NOT_ASKED = { toldAt: null, confirmedAt: null, escalatedAt: null, skipped: null } as const;

const EPOCH = { epoch: '2026', ref: 'yrQR3qm6popWwXnDyeb52g' };
const BINDING_SALT = new Uint8Array(32).fill(3);
// 0.1 s each: made once for each subject
const bindings = new Map<string, ReturnType<typeof bind>>();

export interface Wanted {
  /** `erased` where nothing else is said. */
  readonly stage?: Stage;
  /** How many receipts the case has; 3. */
  readonly receipts?: number;
  /** The years whose logs hold the receipts, evenly; the statement is in the last. `['2026']`. */
  readonly years?: readonly string[];
  /** Whether copies are declared; true. They are gone 35 days after an erasure. */
  readonly copies?: boolean;
  /** How many entries of others each log holds; 21. */
  readonly others?: number;
  readonly log?: string;
  readonly subject?: string;
  /** The epoch of its key was destroyed: no salt. */
  readonly epochDestroyed?: boolean;
  readonly signer?: (origin: string) => Signer;
  /** What is stated, or a receipt says, instead: before it is sealed. */
  readonly stated?: (statement: Statement) => Statement;
  readonly receipt?: (receipt: Receipt, at: number) => Receipt;
}

export interface Made {
  readonly certificate: Certificate;
  /** Its file. */
  readonly text: string;
  readonly subject: string;
  /** Of every year, in their order. */
  readonly keys: readonly NoteKey[];
  readonly vkeys: readonly string[];
  /** Everything the logs publish of their entries, by origin. */
  readonly entries: ReadonlyMap<string, readonly Uint8Array[]>;
}

/** The n-th receipt (from 0) of the case: one of each dataset and action, on consecutive days from a date. */
export function receiptOfCase(at: number, rest: Partial<Receipt> = {}): Receipt {
  const verifiedAt = Date.parse('2026-11-24T02:00:41.406Z') + at * 86_400_000;
  const anonymised = at % 3 === 2;
  return {
    format: 'expunge-receipt/1',
    id: idOf(1000 + at),
    trigger: { kind: 'AccountClosed', case: CASE },
    policy: { id: POLICY, version: '2024-11-26', digest: 'd'.repeat(64) },
    rule: { id: anonymised ? 'orders' : 'account', clause: anonymised ? '8.2' : '2.1' },
    subject: EPOCH,
    dataset: ['weidandan-accounts', 'weidandan-submissions', 'weidandan-orders'][at % 3] as string,
    categories: [['account-identity'], ['work-order'], ['order', 'phone']][at % 3] as string[],
    action: anonymised ? 'anonymise' : 'delete',
    records: at * at + 1,
    outcome: 'erased',
    due: '2026-12-14T16:00:00.000Z',
    startedAt: iso(verifiedAt - 286),
    verifiedAt: iso(verifiedAt),
    verification: { method: 'strong read by key', result: anonymised ? 'anonymous' : 'absent' },
    copiesGoneBy: iso(verifiedAt + 35 * 86_400_000),
    ...rest,
  };
}

/** A certificate of the case, true in everything but what `stated` and `receipt` say. */
export async function makeCertificate(wanted: Wanted = {}): Promise<Made> {
  const { years = ['2026'], log = LOG, signer = p256Signer, subject = SUBJECT, receipts: count = 3 } = wanted;
  const receipts = Array.from({ length: count }, (_, at) => {
    const copies = (wanted.copies ?? true) ? {} : { copiesGoneBy: null };
    const one = receiptOfCase(at, copies);
    return wanted.receipt?.(one, at) ?? one;
  });
  const origins = years.map((year) => `${log}/${year}`);
  const salted = receipts.map((evidence, at) => seal(evidence, at));
  const sealedIn = (at: number) => origins[Math.floor((at * origins.length) / Math.max(count, 1))] as string;

  const truth = await statementOf(wanted.stage ?? 'erased', receipts, salted, subject);
  const stated = seal(wanted.stated?.(truth) ?? truth, count);
  const logs = new Map(
    origins.map((origin, at) => {
      const mine = [
        ...salted.filter((_, number) => sealedIn(number) === origin),
        ...(at === origins.length - 1 ? [stated] : []),
      ];
      return [origin, publish(origin, mine, wanted.others ?? 21, signer(origin))] as const;
    }),
  );
  const prove = <T extends Evidence>({ evidence, salt, commitment }: Salted<T>, origin: string): Proved<T> => ({
    evidence,
    salt,
    proof: logs.get(origin)?.prove(commitment) ?? '',
  });

  const certificate: Certificate = {
    format: 'expunge-certificate/1',
    statement: prove(stated, origins.at(-1) as string),
    receipts: salted.map((one, at) => prove(one, sealedIn(at))),
    bindingSalt: wanted.epochDestroyed ? null : toBase64(BINDING_SALT),
  };
  const keys = origins.map((origin) => signer(origin).key);
  return {
    certificate,
    text: formatCertificate(certificate),
    subject,
    keys,
    vkeys: keys.map(formatVkey),
    entries: new Map([...logs].map(([origin, { entries }]) => [origin, entries])),
  };
}

async function statementOf(
  stage: Stage,
  receipts: readonly Receipt[],
  salted: readonly Salted<Receipt>[],
  subject: string,
): Promise<Statement> {
  const binding = bindings.get(subject) ?? bind(POLICY, subject, BINDING_SALT);
  bindings.set(subject, binding);
  const times = receipts.map(({ verifiedAt }) => verifiedAt).sort();
  const completedAt = times.at(-1) ?? '2026-11-24T02:00:41.406Z';
  const copiesGoneBy =
    receipts
      .flatMap(({ copiesGoneBy }) => copiesGoneBy ?? [])
      .sort()
      .at(-1) ?? null;
  const after = { erased: 60_000, 'beyond-use': 86_400_000, final: 36 * 86_400_000 }[stage];
  return {
    format: 'expunge-statement/1',
    id: statementId(CASE, stage),
    stage,
    case: CASE,
    trigger: 'AccountClosed',
    scope: { kind: 'account' },
    policy: { id: POLICY, version: '2024-11-26', digest: 'd'.repeat(64) },
    subject: { ...EPOCH, binding: await binding },
    receivedAt: '2026-11-23T02:00:00.000Z',
    deadline: '2026-12-14T16:00:00.000Z',
    restrictedAt: null,
    completedAt,
    statedAt: iso(Date.parse(completedAt) + after),
    copiesGoneBy,
    receipts: { count: receipts.length, digest: receiptsDigest(salted.map(({ commitment }) => commitment)) },
    recipients: [
      {
        ...NOT_ASKED,
        id: 'bank',
        skipped: { because: 'law', why: '反洗钱法第三十四条' },
      },
      {
        ...NOT_ASKED,
        id: 'logistics-partner',
        toldAt: '2026-11-23T02:01:00.000Z',
        confirmedAt: stage === 'erased' ? null : iso(Date.parse(completedAt) + 50_000),
      },
    ],
  };
}

interface Salted<T> {
  readonly evidence: T;
  readonly salt: string;
  readonly commitment: Uint8Array;
}

function seal<T extends Evidence>(evidence: T, number: number): Salted<T> {
  const salt = new Uint8Array(32).fill(100 + (number % 100));
  return { evidence, salt: toBase64(salt), commitment: commit(evidence, salt) };
}

/** These commitments among those of others, never two next to each other. */
function publish(origin: string, mine: readonly Salted<Evidence>[], others: number, signer: Signer) {
  const entries = entriesOf(others);
  for (const [at, { commitment }] of mine.entries()) {
    entries.splice(Math.min(entries.length, 2 + at * 3), 0, commitment);
  }
  const leaves = entries.map(leafHash);
  const text = formatCheckpoint({ origin, size: entries.length, root: rootOf(leaves) });
  const checkpoint = signNote(text, signer);
  return {
    entries,
    prove(commitment: Uint8Array): string {
      const index = entries.indexOf(commitment);
      return formatProof({ index, hashes: inclusionProof(index, leaves), checkpoint });
    },
  };
}

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
