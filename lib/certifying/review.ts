import { FORGET_AFTER } from '../erasure/times.ts';
import type { Refusal, RefusalReason } from '../evidence/certificate/refusal.ts';
import type { Refresh } from '../evidence/copies.ts';
import type { Receipt } from '../evidence/index.ts';
import type { Stage } from '../evidence/statement.ts';
import type { Plan } from '../policy/plan.ts';
import { mechanismOf } from '../registry/covered.ts';
import type { Case, Subject } from '../registry/model.ts';
import type { CaseLog, Logged } from './case-log.ts';
import { type NextStage, nextStage } from './next-stage.ts';
import type { CertifyingOffice } from './office.ts';
import { obstaclesTo } from './refusals.ts';
import { endOfCopies } from './state-case.ts';
import { MISSING_AFTER, MISSING_LOOK, RESIDUE_LOOK, SEALING_LOOK, UNFINISHED_LOOK, WAITING_LOOK } from './times.ts';
import { withdrawnBy } from './withdrawn.ts';

export type CompletedCase = Case & { readonly completedAt: number };

/** Where a case stands on the way to its next certificate. Instants are milliseconds. */
export type Review =
  /** Everything has been certified. */
  | { readonly verdict: 'all said' }
  /** Not before then. */
  | { readonly verdict: 'wait'; readonly next: NextStage; readonly until: number }
  /** `again`: when to look again. `missing`: receipts that should long be in the log. */
  | { readonly verdict: 'refuse'; readonly refusal: Refusal; readonly again: number; readonly missing: number }
  | {
      readonly verdict: 'certify';
      readonly one: CompletedCase;
      readonly stage: Stage;
      readonly receipts: readonly Logged<Receipt>[];
      /** Of backups, as far as they are known by now. */
      readonly refreshes: readonly Refresh[];
    };

/** Reads, and changes nothing. */
export async function review(
  one: Case,
  log: CaseLog,
  now: number,
  office: Pick<CertifyingOffice, 'plan' | 'registry'>,
): Promise<Review> {
  const before = one.issued.length === 0 ? [] : await log.receipts();
  const refreshes = before.some(({ evidence }) => evidence.copies !== undefined)
    ? (await office.registry.refreshes()).filter(({ refreshedAt }) => Date.parse(refreshedAt) <= now)
    : [];
  const end = endOfCopies(before, refreshes);
  const next = nextStage(one, end, now);
  if (next === null) return { verdict: 'all said' };
  const { stage, from } = next;
  if (from !== null && from > now) return { verdict: 'wait', next, until: from };
  const { subject, reasons } = await obstaclesTo(stage, one, log.ids, office, now);
  if (reasons.length > 0) {
    const refusal = { stage, at: now, reasons };
    return { verdict: 'refuse', refusal, again: whenToLook(one, reasons, now), missing: missingIn(one, reasons, now) };
  }
  // Its last cluster was counted down a moment ago, and its end is being written.
  if (!isCompleted(one)) return { verdict: 'wait', next, until: now + SEALING_LOOK };
  if (stage === 'beyond-use' && !isLookedFor(one, subject, office.plan)) {
    // A record whose purpose is fulfilled is known to nobody once it has gone, and a consent may have been given again.
    const until = mechanismOf(one.trigger, one.scope) === 'closure' ? null : end;
    return { verdict: 'wait', next, until: until ?? now + FORGET_AFTER };
  }
  return { verdict: 'certify', one, stage, receipts: await log.receipts(), refreshes };
}

/**
 * Whatever comes back has to be erased again: by the closure or the withdrawal, as long as it stands, or because nobody is
 * known any more.
 */
function isLookedFor(one: Case, subject: Subject | null, plan: Plan): boolean {
  if (one.scope.kind === 'record') return false;
  if (subject === null || subject.closure !== undefined) return true;
  const { withdrawn = {} } = subject;
  const categories = withdrawnBy(one, plan);
  return categories?.every((category) => Object.hasOwn(withdrawn, category)) ?? subject.id === undefined;
}

function isCompleted(one: Case): one is CompletedCase {
  return one.state === 'completed' && one.completedAt !== undefined;
}

function whenToLook(one: Case, reasons: readonly RefusalReason[], now: number): number {
  const has = (kind: RefusalReason['kind']) => reasons.some((reason) => reason.kind === kind);
  if (!isCompleted(one)) return now + UNFINISHED_LOOK;
  if (has('residue')) return now + RESIDUE_LOOK;
  if (reasons.every(({ kind }) => kind === 'not sealed')) {
    return now + (missingIn(one, reasons, now) > 0 ? MISSING_LOOK : SEALING_LOOK);
  }
  return now + WAITING_LOOK;
}

/** Receipts that are not in the log although the case was completed long ago. */
function missingIn({ completedAt }: Case, reasons: readonly RefusalReason[], now: number): number {
  if (completedAt === undefined || now - completedAt <= MISSING_AFTER) return 0;
  return Number(reasons.find(({ kind }) => kind === 'not sealed')?.what ?? 0);
}
