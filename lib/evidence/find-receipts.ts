import { inBatches, together } from '../concurrency.ts';
import { ExpungeError } from '../errors.ts';
import type { Evidence } from './evidence.ts';
import { parseSealed } from './log/sealed-receipts.ts';
import type { EvidenceReference } from './receipt.ts';

/** Where the objects of sealed receipts lie, in the order of their keys. */
export interface ReceiptShelf {
  /** At most so many keys after this one (null: from the first). */
  keys(after: string | null, most: number): Promise<readonly string[]>;
  /** Null where there is no such object any more. */
  read(key: string): Promise<Uint8Array | null>;
}

export interface FoundReceipts {
  readonly found: readonly FoundReceipt[];
  /** Where to go on; null: everything was looked at. */
  readonly next: string | null;
}

/** The same receipt may be found twice, where an attempt to seal it left its object behind and another one counted. */
export interface FoundReceipt {
  /** Key of the object it lies in. */
  readonly object: string;
  readonly receipt: Evidence;
}

const OBJECTS_AT_A_TIME = 500;
const PARALLEL = 8;
/** Characters of JSON after which a search pauses: Lambda answers with six megabytes at most. */
const ENOUGH = 2_000_000;

/**
 * The receipts that name a subject by one of these references: reads every object there is, a part of them at each
 * call. There is no index from subjects to receipts, on purpose.
 * @throws ExpungeError RECEIPT_INVALID: an object that is none of sealed receipts; it names the object.
 */
export async function findReceipts(
  shelf: ReceiptShelf,
  references: readonly EvidenceReference[],
  after: string | null,
): Promise<FoundReceipts> {
  const wanted = new Set(references.map(nameOf));
  const keys = await shelf.keys(after, OBJECTS_AT_A_TIME);
  const found: FoundReceipt[] = [];
  let size = 0;
  for (const batch of inBatches(keys, PARALLEL)) {
    const objects = await together(batch, PARALLEL, async (key) => ({ key, sealed: await open(shelf, key) }));
    for (const { key, sealed } of objects) {
      for (const { receipt } of sealed) {
        if (!wanted.has(nameOf(receipt.subject))) continue;
        found.push({ object: key, receipt });
        size += JSON.stringify(receipt).length;
      }
      if (size > ENOUGH) return { found, next: key };
    }
  }
  return { found, next: keys.length < OBJECTS_AT_A_TIME ? null : (keys.at(-1) ?? null) };
}

const nameOf = ({ epoch, ref }: EvidenceReference): string => `${epoch} ${ref}`;

async function open(shelf: ReceiptShelf, key: string) {
  const bytes = await shelf.read(key);
  if (bytes === null) return [];
  try {
    return parseSealed(bytes).receipts;
  } catch (cause) {
    const message =
      'This object of sealed receipts cannot be read; the search ends before it. Restore an earlier version.';
    throw new ExpungeError('RECEIPT_INVALID', message, { place: key, cause });
  }
}
