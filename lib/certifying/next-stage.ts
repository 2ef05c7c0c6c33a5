import { FORGET_AFTER } from '../erasure/times.ts';
import type { Stage } from '../evidence/statement.ts';
import type { Case } from '../registry/model.ts';

/** What is to be certified of a case next, and the first moment at which that is true (milliseconds). */
export interface NextStage {
  readonly stage: Stage;
  /** Null: nobody knows yet, the case is not completed. */
  readonly from: number | null;
}

/**
 * Follows from what has been issued. A stage whose time has passed unissued is left out: what is final needs no word
 * about copies. Null: everything has been said.
 * @param copiesGoneBy when the last known copy is gone, by the receipts of the case; null: there are none.
 */
export function nextStage(
  { issued, completedAt }: Pick<Case, 'issued' | 'completedAt'>,
  copiesGoneBy: number | null,
  now: number,
): NextStage | null {
  const has = (stage: Stage) => issued.some((one) => one.stage === stage);
  if (has('final')) return null;
  if (completedAt === undefined || !has('erased')) return { stage: 'erased', from: completedAt ?? null };
  if (copiesGoneBy === null) return { stage: 'final', from: completedAt };
  if (has('beyond-use') || copiesGoneBy <= now) return { stage: 'final', from: copiesGoneBy };
  // By then the stores have been looked through once more.
  return { stage: 'beyond-use', from: Math.min(completedAt + FORGET_AFTER, copiesGoneBy) };
}
