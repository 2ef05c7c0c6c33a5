import { receiptsDigest } from '../evidence/certificate/receipts-digest.ts';
import { copiesGoneBy, type Refresh, refreshesThatCount } from '../evidence/copies.ts';
import type { Receipt } from '../evidence/index.ts';
import {
  type Stage,
  type StatedRecipient,
  type StatedScope,
  type Statement,
  statementId,
} from '../evidence/statement.ts';
import type { Case, CaseRecipient } from '../registry/model.ts';
import type { Logged } from './case-log.ts';

/**
 * When the last known copy of what these receipts are about is gone (milliseconds); null: no copies are declared. A refresh
 * that was proven ends a copy earlier than its days.
 */
export function endOfCopies(receipts: readonly Logged<Receipt>[], refreshes: readonly Refresh[]): number | null {
  const end = copiesGoneBy(evidenceOf(receipts), refreshes);
  return end === null ? null : Date.parse(end);
}

const evidenceOf = (receipts: readonly Logged<Receipt>[]) => receipts.map(({ evidence }) => evidence);

/**
 * What is stated of a completed case at a stage, now.
 * @param receipts all that the log holds of the case, in its order.
 * @param refreshes of the backups of their datasets, none of them later than now.
 */
export function stateCase(
  one: Case & { readonly completedAt: number },
  stage: Stage,
  receipts: readonly Logged<Receipt>[],
  refreshes: readonly Refresh[],
  now: number,
): Statement {
  const counted = refreshesThatCount(evidenceOf(receipts), refreshes);
  return {
    format: 'expunge-statement/1',
    id: statementId(one.id, stage),
    stage,
    case: one.id,
    trigger: one.trigger,
    scope: statedScope(one),
    policy: { id: one.policy, version: one.policyVersion, digest: one.policyDigest },
    subject: one.evidence,
    receivedAt: iso(one.receivedAt),
    deadline: iso(one.deadline),
    restrictedAt: one.restrictedAt === undefined ? null : iso(one.restrictedAt),
    completedAt: iso(one.completedAt),
    statedAt: iso(now),
    copiesGoneBy: copiesGoneBy(evidenceOf(receipts), counted),
    ...(counted.length > 0 && { refreshes: counted.map(toStated) }),
    receipts: { count: receipts.length, digest: receiptsDigest(receipts.map(({ commitment }) => commitment)) },
    recipients: one.recipients.map((recipient) => toStatedRecipient(recipient, now)),
  };
}

/**
 * A recipient says itself when it erased, and its clock may be ahead of ours: nothing is stated that has not happened yet.
 */
function toStatedRecipient({ id, skipped, ...recipient }: CaseRecipient, now: number): StatedRecipient {
  const at = (instant: number | undefined) => (instant === undefined ? null : iso(Math.min(instant, now)));
  const { toldAt, confirmedAt, escalatedAt } = recipient;
  return {
    id,
    toldAt: at(toldAt),
    confirmedAt: at(confirmedAt),
    escalatedAt: at(escalatedAt),
    skipped: skipped === undefined ? null : { because: skipped.because, why: skipped.why },
  };
}

/** And nothing else that is kept with it. */
function toStated({ dataset, copy, refreshedAt, evidence }: Refresh): Refresh {
  return { dataset, copy, refreshedAt, evidence };
}

/** Never which record: its key may say whose it is. */
function statedScope({ scope }: Case): StatedScope {
  if (scope.kind !== 'categories') return { kind: scope.kind };
  return { kind: 'categories', categories: [...new Set(scope.categories)].sort() };
}

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
