import type { Receipt, ReceiptPage } from '../../lib/evidence/index.ts';
import { listKeys, readObjects } from './look.ts';
import type { Scene } from './scene.ts';

/** The receipts in the evidence bucket. Of two with one id, the one of the earlier page stands. */
export interface Receipts {
  readonly all: readonly Receipt[];
  /** How many ids came more than once. */
  readonly repeated: number;
  /** As they lie in the bucket. */
  readonly texts: readonly string[];
}

const PREFIX = 'receipts/';

/** The names of the objects they lie in. */
export function receiptKeys({ runtime, evidence }: Scene): Promise<readonly string[]> {
  return listKeys(runtime.clients.s3(), evidence, PREFIX);
}

export async function readReceipts({ runtime, evidence }: Scene): Promise<Receipts> {
  const texts = await readObjects(runtime.clients.s3(), evidence, PREFIX);
  const pages = texts.map((text) => JSON.parse(text) as ReceiptPage);
  const byId = new Map<string, Receipt>();
  let repeated = 0;
  for (const page of pages.sort((a, b) => numberOf(a) - numberOf(b))) {
    for (const receipt of page.receipts) {
      if (byId.has(receipt.id)) repeated++;
      else byId.set(receipt.id, receipt);
    }
  }
  return { all: [...byId.values()].sort((a, b) => (a.verifiedAt < b.verifiedAt ? -1 : 1)), repeated, texts };
}

const numberOf = ({ page }: ReceiptPage): number => Number(page.split('-').at(-1));
