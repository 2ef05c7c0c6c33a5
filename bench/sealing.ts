import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { inBatches } from '../lib/concurrency.ts';
import { packPage, type Receipt, type ReceiptPage } from '../lib/evidence/index.ts';
import { memoryHeads, memorySigner, memoryStorage } from '../lib/evidence/log/memory/index.ts';
import { createSealer } from '../lib/evidence/log/seal.ts';

/*
 * What it costs to seal 100,000 receipts: requests, counted on the twins. `node bench/sealing.ts`. A batch is what the event
 * source mapping hands over: at most 300 messages and 6 MB. Time plays no part in the counts.
 */
const RECEIPTS = 100_000;
const MESSAGES = 300;
const PAYLOAD = 6_000_000;
/** What a message weighs in an event beside its body, generously. */
const ENVELOPE = 1_000;
const BUDGET = { s3: 9, signatures: 1 };
const START = Date.parse('2026-11-23T00:00:00Z');

interface Counted {
  s3: number;
  signatures: number;
  commits: number;
  /** 1 KB units, twice in a transaction. */
  writeUnits: number;
  milliseconds: number;
}

const random = (length: number) => randomBytes(length).toString('base64url');

function receipt(n: number): Receipt {
  const verifiedAt = new Date(START + n * 40).toISOString();
  return {
    format: 'expunge-receipt/1',
    id: random(16),
    trigger: n % 10 === 0 ? { kind: 'AccountClosed', case: random(16) } : { kind: 'period' },
    policy: { id: 'weidandan', version: '2024-11-26', digest: createHash('sha256').update('policy').digest('hex') },
    rule: { id: 'service-logs', clause: '8.2' },
    subject: { epoch: '2026', ref: random(16) },
    dataset: `weidandan-logs-${n % 20}`,
    categories: ['service-logs'],
    action: 'delete',
    records: 1 + (n % 7),
    outcome: 'erased',
    due: new Date(START + 43_200_000).toISOString(),
    startedAt: new Date(START + n * 40 - 300).toISOString(),
    verifiedAt,
    verification: { method: 'strong read by key', result: 'absent' },
    copiesGoneBy: new Date(START + n * 40 + 35 * 86_400_000).toISOString(),
  };
}

function pagesOf(size: number): ReceiptPage[] {
  const receipts = Array.from({ length: RECEIPTS }, (_, n) => receipt(n));
  return inBatches(receipts, size).map((of, n) => {
    const page = `delete-${String(n % 64).padStart(2, '0')}-${Math.floor(n / 64) + 1}-${random(6)}`;
    return { format: 'expunge-receipts/1', page, family: page, receipts: of };
  });
}

/** As many messages as an event holds. */
function batchesOf(pages: readonly ReceiptPage[], most: number): ReceiptPage[][] {
  const batches: ReceiptPage[][] = [[]];
  let bytes = 0;
  for (const page of pages) {
    const weight = JSON.stringify(packPage(page)).length + ENVELOPE;
    if ((batches.at(-1)?.length ?? 0) >= most || bytes + weight > PAYLOAD) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(page);
    bytes += weight;
  }
  return batches;
}

/** @param cold each batch comes to a function that has just started. */
async function seal(batches: readonly ReceiptPage[][], cold: boolean): Promise<Counted> {
  const counted: Counted = { s3: 0, signatures: 0, commits: 0, writeUnits: 0, milliseconds: 0 };
  const s3 = async () => void counted.s3++;
  const heads = memoryHeads();
  const commit = heads.commit;
  heads.commit = async (one) => {
    counted.commits++;
    const kilobytes = (bytes: number) => 2 * Math.max(1, Math.ceil(bytes / 1024));
    counted.writeUnits += kilobytes(400 + one.head.pending.length * 200);
    for (const { pages } of one.families) {
      counted.writeUnits += kilobytes(pages.reduce((sum, { ids }) => sum + 160 + 16 * ids.length, 100));
    }
    for (const { counts } of one.days) counted.writeUnits += kilobytes(counts.length * 160);
    return commit(one);
  };
  const file = heads.file;
  heads.file = async (entries) => {
    counted.writeUnits += entries.length; // less than 1 KB each, and in no transaction
    return file(entries);
  };
  const deps = {
    log: 'expunge/bench/aws',
    heads,
    receipts: memoryStorage(s3),
    files: memoryStorage(s3),
    witness: memoryStorage(s3),
    witnessBus: null,
    signer: memorySigner({ before: async (method) => void (method === 'sign' && counted.signatures++) }),
    clock: { now: () => START, sleep: async () => {} },
    random: (bytes: number) => randomBytes(bytes),
    dayOf: (_policy: string, instant: string) => instant.slice(0, 10),
    meter: { count: () => {} },
  };
  let sealer = createSealer(deps);
  const began = performance.now();
  for (const batch of batches) {
    if (cold) sealer = createSealer(deps);
    await sealer.seal(batch);
  }
  counted.milliseconds = performance.now() - began;
  return counted;
}

console.log(
  `${RECEIPTS.toLocaleString('en')} receipts, per 1,000 of them; budget when busy: ${BUDGET.s3} S3 requests, ${BUDGET.signatures} signature\n`,
);
console.log('receipts a page  messages a batch  batches  S3 requests  signatures  commits  write units  ms');
let held = true;
for (const [size, most, isBusy] of [
  [100, MESSAGES, true],
  [50, MESSAGES, true],
  [50, 100, false],
  [50, 20, false],
  [10, MESSAGES, false],
  [1, MESSAGES, false],
] as const) {
  const pages = pagesOf(size);
  const batches = batchesOf(pages, most);
  for (const cold of isBusy ? [false, true] : [false]) {
    const counted = await seal(batches, cold);
    const per = (value: number) => value / (RECEIPTS / 1000);
    const figure = (value: number, width: number, digits = 2) => per(value).toFixed(digits).padStart(width);
    const over = per(counted.s3) > BUDGET.s3 || per(counted.signatures) > BUDGET.signatures;
    if (isBusy && over) held = false;
    console.log(
      `${String(size).padStart(15)}${String(most).padStart(18)}${String(batches.length).padStart(9)}${figure(counted.s3, 13)}${figure(counted.signatures, 12, 3)}${figure(counted.commits, 9)}${figure(counted.writeUnits, 13, 1)}${figure(counted.milliseconds, 4, 0)}${cold ? '  each batch cold' : ''}${isBusy ? '  busy' : ''}`,
    );
  }
}
const packed = JSON.stringify(packPage(pagesOf(50)[0] as ReceiptPage)).length;
const plain = JSON.stringify(pagesOf(50)[0]).length;
console.log(
  `\na page of 50 receipts: ${plain} bytes, packed ${packed} (gzip alone ${gzipSync(JSON.stringify(pagesOf(50)[0])).length})`,
);
console.log(held ? '\nThe budget holds.' : '\nThe budget does NOT hold.');
process.exitCode = held ? 0 : 1;
