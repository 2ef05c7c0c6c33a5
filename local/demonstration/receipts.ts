import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Evidence, instantOf, isStatement } from '../../lib/evidence/evidence.ts';
import type { Receipt } from '../../lib/evidence/index.ts';
import { equalBytes, toUtf8 } from '../../lib/evidence/log/bytes.ts';
import { commitmentOf, parseSealed } from '../../lib/evidence/log/sealed-receipts.ts';
import { listKeys, readObjects } from './look.ts';
import { writeBytes } from './out.ts';
import type { PublishedLog } from './published-log.ts';
import type { Scene } from './scene.ts';

/** The receipts in the evidence bucket, held against the log. */
export interface Receipts {
  /** Those whose commitment is the log's entry at their index. */
  readonly all: readonly Receipt[];
  /** How many ids came more than once among them, and among the statements of cases. */
  readonly repeated: number;
  /** Entries of the log that no receipt and no statement stands for. */
  readonly missing: number;
  /** As they lie in the bucket, those of interrupted attempts included. */
  readonly texts: readonly string[];
}

const PREFIX = 'receipts/';

/** The names of the objects they lie in. */
export function receiptKeys({ runtime, evidence }: Scene): Promise<readonly string[]> {
  return listKeys(runtime.clients.s3(), evidence, PREFIX);
}

/** Copies them, as they lie in the bucket, to the folder `receipts`: who may see them can hold them against the log. */
export async function copyReceipts(scene: Scene, logs: readonly PublishedLog[], out: string): Promise<Receipts> {
  const texts = await readObjects(scene.runtime.clients.s3(), scene.evidence, PREFIX);
  rmSync(join(out, PREFIX), { recursive: true, force: true });
  for (const [at, key] of (await receiptKeys(scene)).entries()) writeBytes(join(out, key), texts[at] ?? '');
  return receiptsIn(texts, logs);
}

/** The receipts of these objects that are in these logs. */
export function receiptsIn(
  texts: readonly string[],
  logs: readonly Pick<PublishedLog, 'origin' | 'entries'>[],
): Receipts {
  const entries = new Map(logs.map(({ origin, entries: of }) => [origin, of]));
  const found = new Map<string, Evidence>();
  for (const text of texts) {
    const { origin, first, receipts } = parseSealed(toUtf8(text));
    for (const [at, sealed] of receipts.entries()) {
      const entry = entries.get(origin)?.[first + at];
      if (entry === undefined || !equalBytes(entry, commitmentOf(sealed))) continue;
      found.set(`${origin} ${first + at}`, sealed.receipt);
    }
  }
  const evidence = [...found.values()].sort((a, b) => (instantOf(a) < instantOf(b) ? -1 : 1));
  const size = logs.reduce((sum, log) => sum + log.entries.length, 0);
  return {
    all: evidence.filter((one) => !isStatement(one)),
    repeated: evidence.length - new Set(evidence.map(({ id }) => id)).size,
    missing: size - found.size,
    texts,
  };
}
