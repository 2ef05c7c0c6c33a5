import type { Receipt } from './receipt.ts';

/**
 * A backup was made anew: the copy from before, with whatever was erased meanwhile, is gone. Instants are ISO 8601 in UTC,
 * three decimals, and compare as texts.
 */
export interface Refresh {
  readonly dataset: string;
  /** As the inventory calls it. */
  readonly copy: string;
  readonly refreshedAt: string;
  /** Where the proof of it is: a ticket, the id of a job. Never personal data. */
  readonly evidence: string;
}

type Copied = Pick<Receipt, 'dataset' | 'verifiedAt' | 'copiesGoneBy' | 'copies'>;

/**
 * When the last copy is gone that any of these receipts knows of; null: none declares any. A copy is gone when its days
 * are over, or as soon as it was refreshed after the erasure had been read back (微单单 5.3: with the next refresh).
 */
export function copiesGoneBy(receipts: readonly Copied[], refreshes: readonly Refresh[] = []): string | null {
  return latest(receipts.flatMap((receipt) => goneBy(receipt, refreshes) ?? []));
}

/** Those that made a copy of these receipts go earlier than its days say: what a statement has to name. */
export function refreshesThatCount(receipts: readonly Copied[], refreshes: readonly Refresh[]): Refresh[] {
  return refreshes.filter((refresh) => receipts.some((receipt) => receipt.copies?.some(isShortened(receipt, refresh))));
}

/** Whether the copies named one by one come to what the receipt says of all. */
export function copiesAgree({ copies, copiesGoneBy }: Copied): boolean {
  return copies === undefined || latest(copies.map(({ goneBy }) => goneBy)) === copiesGoneBy;
}

function goneBy(receipt: Copied, refreshes: readonly Refresh[]): string | null {
  if (receipt.copiesGoneBy === null || receipt.copies === undefined) return receipt.copiesGoneBy;
  return latest(
    receipt.copies.map((copy) => {
      const earlier = refreshes.filter((refresh) => isShortened(receipt, refresh)(copy));
      return earlier.reduce((soonest, { refreshedAt }) => (refreshedAt < soonest ? refreshedAt : soonest), copy.goneBy);
    }),
  );
}

/** A refresh from before the erasure took the record along: it shortens nothing. */
function isShortened({ dataset, verifiedAt }: Copied, refresh: Refresh) {
  return (copy: { readonly name: string; readonly goneBy: string }): boolean =>
    refresh.dataset === dataset &&
    refresh.copy === copy.name &&
    refresh.refreshedAt > verifiedAt &&
    refresh.refreshedAt < copy.goneBy;
}

function latest(instants: readonly string[]): string | null {
  return instants.length === 0 ? null : instants.reduce((a, b) => (a > b ? a : b));
}
