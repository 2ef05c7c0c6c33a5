import { receiptsDigest } from '../evidence/certificate/receipts-digest.ts';
import type { Receipt } from '../evidence/index.ts';
import { type Stage, type Statement, statementId } from '../evidence/statement.ts';
import type { Case } from '../registry/model.ts';
import type { Logged } from './case-log.ts';

/** When the last known copy of what these receipts are about is gone (milliseconds); null: no copies are declared. */
export function copiesGoneBy(receipts: readonly Logged<Receipt>[]): number | null {
  const ends = receipts.flatMap(({ evidence }) => evidence.copiesGoneBy ?? []);
  return ends.length === 0 ? null : Math.max(...ends.map((end) => Date.parse(end)));
}

/**
 * What is stated of a completed case at a stage, now.
 * @param receipts all that the log holds of the case, in its order.
 */
export function stateCase(
  one: Case & { readonly completedAt: number },
  stage: Stage,
  receipts: readonly Logged<Receipt>[],
  now: number,
): Statement {
  const gone = copiesGoneBy(receipts);
  return {
    format: 'expunge-statement/1',
    id: statementId(one.id, stage),
    stage,
    case: one.id,
    trigger: one.trigger,
    policy: { id: one.policy, version: one.policyVersion, digest: one.policyDigest },
    subject: one.evidence,
    receivedAt: iso(one.receivedAt),
    deadline: iso(one.deadline),
    restrictedAt: one.restrictedAt === undefined ? null : iso(one.restrictedAt),
    completedAt: iso(one.completedAt),
    statedAt: iso(now),
    copiesGoneBy: gone === null ? null : iso(gone),
    receipts: { count: receipts.length, digest: receiptsDigest(receipts.map(({ commitment }) => commitment)) },
    recipients: one.recipients.map(({ id, confirmedAt }) => {
      return { id, confirmedAt: confirmedAt === undefined ? null : iso(confirmedAt) };
    }),
  };
}

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
