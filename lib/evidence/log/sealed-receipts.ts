import { createHash } from 'node:crypto';
import { ExpungeError } from '../../errors.ts';
import { caseOf, type Evidence, isStatement } from '../evidence.ts';
import { fromBase64, fromUtf8, toBase64, toUtf8 } from './bytes.ts';
import { commit } from './commitment.ts';
import type { CaseEntry, Segment } from './log-heads.ts';

/*
 * What lies beside the log, private and erasable: receipts, and statements of cases, with the salts that make their
 * commitments. The log itself holds nothing else of them.
 */

/** A receipt or statement with what shows that it is the one that was logged. */
export interface SealedReceipt {
  readonly page: string;
  /** 32 random bytes of this one alone, base64. */
  readonly salt: string;
  readonly receipt: Evidence;
}

/** One object of receipts and statements that were committed together. */
export interface SealedReceipts {
  readonly format: 'expunge-sealed-receipts/1';
  readonly origin: string;
  /** Index of the first in the log of that origin; the others follow. */
  readonly first: number;
  readonly receipts: readonly SealedReceipt[];
}

/** The object of these receipts, and how a commit refers to it. */
export function writeSealed(
  origin: string,
  first: number,
  receipts: readonly SealedReceipt[],
): { readonly segment: Segment; readonly bytes: Uint8Array } {
  const content: SealedReceipts = { format: 'expunge-sealed-receipts/1', origin, first, receipts };
  const bytes = toUtf8(JSON.stringify(content));
  const digest = createHash('sha256').update(bytes).digest('hex');
  const year = origin.split('/').at(-1);
  const key = `receipts/${year}/${String(first).padStart(12, '0')}-${digest.slice(0, 32)}.json`;
  return { segment: { key, digest, first, count: receipts.length }, bytes };
}

/** What the log makes of a committed object. */
export interface Committed {
  /** The log's entries, in order. */
  readonly entries: readonly Uint8Array[];
  /** What is to be filed under cases. */
  readonly ofCases: readonly CaseEntry[];
}

export function committed(origin: string, segment: Segment, receipts: readonly SealedReceipt[]): Committed {
  const ofCases = receipts.flatMap(({ receipt }, at): CaseEntry[] => {
    const ofCase = caseOf(receipt);
    if (ofCase === null) return [];
    const what = isStatement(receipt) ? 'statement' : 'receipt';
    return [{ case: ofCase, origin, index: segment.first + at, id: receipt.id, what, segment }];
  });
  return { entries: receipts.map(commitmentOf), ofCases };
}

/**
 * Reads a committed object back.
 * @throws ExpungeError LOG_BROKEN: it is not what was committed.
 */
export function readCommitted(origin: string, segment: Segment, bytes: Uint8Array | null): Committed {
  const digest = bytes && createHash('sha256').update(bytes).digest('hex');
  if (bytes === null || digest !== segment.digest) {
    throw new ExpungeError(
      'LOG_BROKEN',
      `The receipts from entry ${segment.first} on were committed, and their object is ${bytes === null ? 'missing' : 'another one'}. The log is not advanced over it; restore that version of the object.`,
      { place: segment.key },
    );
  }
  return committed(origin, segment, parseSealed(bytes).receipts);
}

/** Reads an object of receipts; whether they are in the log is for their commitments to say. @throws ExpungeError RECEIPT_INVALID. */
export function parseSealed(bytes: Uint8Array): SealedReceipts {
  let content: Partial<SealedReceipts> | null = null;
  try {
    content = JSON.parse(fromUtf8(bytes) ?? '');
  } catch {}
  if (content?.format === 'expunge-sealed-receipts/1' && Array.isArray(content.receipts))
    return content as SealedReceipts;
  throw new ExpungeError('RECEIPT_INVALID', 'This is not an object of sealed receipts.');
}

/** The log's entry for a receipt or statement. @throws ExpungeError RECEIPT_INVALID. */
export function commitmentOf({ receipt, salt }: Pick<SealedReceipt, 'receipt' | 'salt'>): Uint8Array {
  return commit(receipt, fromBase64(salt) ?? new Uint8Array(0));
}

export function sealed(page: string, receipt: Evidence, salt: Uint8Array): SealedReceipt {
  return { page, salt: toBase64(salt), receipt };
}
