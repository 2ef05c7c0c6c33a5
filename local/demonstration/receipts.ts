import type { Receipt, ReceiptPage } from '../../lib/evidence/index.ts';
import { readObjects } from './look.ts';
import type { Scene } from './scene.ts';

/** The receipts in the evidence bucket. Of two with one id, the one of the earlier page stands. */
export interface Receipts {
  readonly all: readonly Receipt[];
  /** How many ids came more than once. */
  readonly repeated: number;
  /** As they lie in the bucket. */
  readonly texts: readonly string[];
}

export async function readReceipts({ runtime, evidence }: Scene): Promise<Receipts> {
  const objects = await readObjects(runtime.clients.s3(), evidence, 'receipts/');
  const texts = [...objects.values()];
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
