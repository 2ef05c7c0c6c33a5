import { createHash } from 'node:crypto';
import type { Action } from '../policy/plan.ts';
import type { Evidence } from './evidence.ts';

/**
 * One erasure of one cluster at one firing: what was done, under which promise, and how it was verified.
 * Private and erasable. It holds no personal data and no digest of any: the subject is an evidence reference, the store
 * an alias. Instants are ISO 8601 in UTC.
 */
export interface Receipt {
  readonly format: 'expunge-receipt/1';
  /** From page, cluster and case, see `receiptId`. 22 characters of base64url. */
  readonly id: string;
  readonly trigger: { readonly kind: 'period' } | { readonly kind: string; readonly case: string };
  readonly policy: { readonly id: string; readonly version: string; readonly digest: string };
  readonly rule: { readonly id: string; readonly clause: string };
  readonly subject: EvidenceReference;
  readonly dataset: string;
  /** Categories whose data went, by their ids in the policy, in order: whole records take those of all their fields along. */
  readonly categories: readonly string[];
  readonly action: Action;
  /** Records erased by this firing. */
  readonly records: number;
  /**
   * `erased`: done and read back. `absent`, `held`: a repeated page found nothing to do, or a hold; the attempt before
   * may have erased, so it is not passed over in silence.
   */
  readonly outcome: 'erased' | 'absent' | 'held';
  /** The most urgent promise among the records: gone by then. Null where nothing was erased. */
  readonly due: string | null;
  readonly startedAt: string;
  /** When the absence had been read back. */
  readonly verifiedAt: string;
  readonly verification: { readonly method: string; readonly result: 'absent' | 'anonymous' | 'not erased' };
  /** When the last known copy of what was erased is gone (backups, point-in-time recovery). Null: no copies are declared. */
  readonly copiesGoneBy: string | null;
  /** The same for each copy, where a refresh of one could be proven: then what is left of it is gone earlier. */
  readonly copies?: readonly { readonly name: string; readonly goneBy: string }[];
}

/** Names a subject in evidence: HMAC-SHA256 under the key of an epoch (epochs/), another key than the registry's. */
export interface EvidenceReference {
  readonly epoch: string;
  /** 22 characters of base64url. */
  readonly ref: string;
}

/** Receipts of one page of timers, or one statement of a case, on their way to the log. */
export interface ReceiptPage {
  readonly format: 'expunge-receipts/1';
  /**
   * `<action>-<shard>-<page number>-<digest of its range of timers>`, or as statement-page.ts says: no two pages share a
   * name.
   */
  readonly page: string;
  /** The name of the page's first attempt: its own, unless it repeats what was interrupted. */
  readonly family: string;
  readonly receipts: readonly Evidence[];
}

const REFERENCE_BYTES = 16;

/**
 * The id of a receipt. It does not depend on which timers asked: a page that was interrupted while it took them away comes
 * again with some of them.
 * @param page the page that erased it; where nothing was erased, the attempt that the page repeats: so a repeat that finds
 * nothing left makes the same id as the attempt before it, if that one proved what it erased.
 * @param caseId of the case that made it go; undefined: its age.
 */
export function receiptId(
  page: string,
  { ref, dataset, rule }: { readonly ref: string; readonly dataset: string; readonly rule: string },
  caseId?: string,
): string {
  return createHash('sha256')
    .update(`expunge receipt\0${page}\0${ref}#${dataset}#${rule}${caseId === undefined ? '' : `\0${caseId}`}`)
    .digest()
    .subarray(0, REFERENCE_BYTES)
    .toString('base64url');
}
