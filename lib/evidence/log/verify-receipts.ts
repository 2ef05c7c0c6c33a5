import { createHash } from 'node:crypto';
import { isStatement } from '../evidence.ts';
import { equalBytes } from './bytes.ts';
import type { ReadLogFile } from './edge.ts';
import { commitmentOf, parseSealed, type SealedReceipt, type SealedReceipts } from './sealed-receipts.ts';
import { parseBundle, TILE_WIDTH, tileAt, tilePath } from './tiles.ts';
import type { ProvedLog } from './verify-log.ts';

/** A file of receipts as it lay in the private storage: its name says what is in it. */
export interface ReceiptFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface ReceiptProblem {
  readonly code: 'RECEIPT_INVALID';
  /** Null: of entries for which no file has a receipt. */
  readonly file: string | null;
  /** The first entry of the log that it concerns; null where the file does not even say. */
  readonly entry: number | null;
  readonly message: string;
}

export interface ReceiptsVerdict {
  /** Entries for which a receipt was found, and a statement of a case. */
  readonly receipts: number;
  readonly statements: number;
  /** Files that no entry stands for: attempts that were never committed leave such behind. They prove nothing. */
  readonly uncommitted: readonly string[];
  /** Files of another log, of another year say. */
  readonly others: readonly string[];
  readonly problems: readonly ReceiptProblem[];
}

/**
 * Holds receipts against a log that has been verified: each file is what its name says, each receipt with its salt makes
 * the log's entry at its index, and each entry has one.
 * @param read the files of that log. @param proved what `verifyLog` proved of them.
 */
export async function verifyReceipts(
  read: ReadLogFile,
  { origin, size }: Pick<ProvedLog, 'origin' | 'size'>,
  files: Iterable<ReceiptFile>,
): Promise<ReceiptsVerdict> {
  const entryAt = entriesOf(read, size);
  const kinds = new Map<number, 'receipt' | 'statement'>();
  const [problems, uncommitted, others]: [ReceiptProblem[], string[], string[]] = [[], [], []];
  for (const file of files) {
    const content = open(file);
    if (content === null) {
      problems.push(problemOf(file.path, null, 'is not what its name says: changed, cut or renamed'));
      continue;
    }
    if (content.origin !== origin) {
      others.push(file.path);
      continue;
    }
    const found = await matches(content, entryAt);
    if (!found.includes(true)) {
      uncommitted.push(file.path);
      continue;
    }
    for (const [at, matched] of found.entries()) {
      const entry = content.first + at;
      if (!matched) problems.push(problemOf(file.path, entry, `has another receipt than entry ${entry}`));
      else if (kinds.has(entry))
        problems.push(problemOf(file.path, entry, `repeats what another file has of entry ${entry}`));
      else kinds.set(entry, isStatement(content.receipts[at]?.receipt as never) ? 'statement' : 'receipt');
    }
  }
  for (const [first, last] of gaps(kinds, size)) {
    const which = first === last ? `entry ${first}` : `entries ${first} to ${last}`;
    const message = `No receipt is here for ${which}: erased meanwhile, or left out.`;
    problems.push({ code: 'RECEIPT_INVALID', file: null, entry: first, message });
  }
  const statements = [...kinds.values()].filter((kind) => kind === 'statement').length;
  return { receipts: kinds.size - statements, statements, uncommitted, others, problems };
}

/** Its content, if the name is the one that was made for it. */
function open({ path, bytes }: ReceiptFile): SealedReceipts | null {
  try {
    const content = parseSealed(bytes);
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
    const name = `${content.origin.split('/').at(-1)}/${String(content.first).padStart(12, '0')}-${digest}.json`;
    return path === name || path.endsWith(`/${name}`) ? content : null;
  } catch {
    return null;
  }
}

/** Of each receipt, whether it is the entry that it says it is. */
async function matches(
  { first, receipts }: SealedReceipts,
  entryAt: (index: number) => Promise<Uint8Array | null>,
): Promise<boolean[]> {
  const found: boolean[] = [];
  for (const [at, sealed] of receipts.entries()) {
    const entry = await entryAt(first + at);
    found.push(entry !== null && isCommitment(entry, sealed));
  }
  return found;
}

function isCommitment(entry: Uint8Array, sealed: SealedReceipt): boolean {
  try {
    return equalBytes(entry, commitmentOf(sealed));
  } catch {
    return false; // of another form than a receipt with its salt
  }
}

/** Entries one by one, with one bundle in memory. */
function entriesOf(read: ReadLogFile, size: number): (index: number) => Promise<Uint8Array | null> {
  let known: { readonly path: string; readonly entries: readonly Uint8Array[] } | null = null;
  return async (index) => {
    if (index >= size) return null;
    const tile = tileAt(size, 'entries', Math.floor(index / TILE_WIDTH));
    if (tile === null) return null;
    const path = tilePath(tile);
    if (known?.path !== path) {
      const bytes = await read(path);
      known = { path, entries: (bytes && parseBundle(bytes, tile.width)) ?? [] };
    }
    return known.entries[index % TILE_WIDTH] ?? null;
  };
}

/** Runs of entries without a receipt: first and last. */
function gaps(kinds: ReadonlyMap<number, unknown>, size: number): [first: number, last: number][] {
  const runs: [number, number][] = [];
  for (let entry = 0; entry < size; entry++) {
    if (kinds.has(entry)) continue;
    const run = runs.at(-1);
    if (run !== undefined && run[1] === entry - 1) run[1] = entry;
    else runs.push([entry, entry]);
  }
  return runs;
}

function problemOf(file: string, entry: number | null, what: string): ReceiptProblem {
  return { code: 'RECEIPT_INVALID', file, entry, message: `${file} ${what}.` };
}
