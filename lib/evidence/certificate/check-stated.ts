import { copiesAgree, copiesGoneBy, refreshesThatCount } from '../copies.ts';
import type { Receipt } from '../receipt.ts';
import { type Stage, type StatedRecipient, type StatedScope, type Statement, statementId } from '../statement.ts';
import type { Certificate } from './certificate.ts';
import { type CertificateProblem, problem, receiptAt } from './verdict.ts';

/** That what is stated is consistent: with itself, with the receipts, and with its stage. Instants compare as texts. */
export function checkStated({ statement: { evidence: statement }, receipts }: Certificate): CertificateProblem[] {
  const evidence = receipts.map((receipt) => receipt.evidence);
  return [
    ...evidence.flatMap((receipt, at) => checkReceipt(receipt, statement).map((why) => problem(receiptAt(at), why))),
    ...[
      ...checkScope(statement),
      ...checkTimes(statement, evidence),
      ...checkRecipients(statement),
      ...STAGE_RULES[statement.stage](statement),
    ].map((why) => problem('statement', why)),
  ];
}

function checkReceipt(receipt: Receipt, statement: Statement): string[] {
  const { trigger, policy, subject } = receipt;
  const wrong: string[] = [];
  if (!('case' in trigger) || trigger.case !== statement.case) wrong.push('It is not a receipt of this case.');
  if (trigger.kind !== statement.trigger) wrong.push('It has another trigger than the case.');
  if (policy.id !== statement.policy.id) wrong.push('It is of another policy than the case.');
  // a case over New Year has receipts of two epochs, and only who has both keys can compare those
  if (subject.epoch === statement.subject.epoch && subject.ref !== statement.subject.ref) {
    wrong.push('It is of another subject than the case.');
  }
  const outside = leavesScope(receipt, statement.scope);
  if (outside !== null) wrong.push(outside);
  if (!copiesAgree(receipt)) wrong.push('What it says of each copy is not what it says of all.');
  return wrong;
}

/** What a receipt is about belongs to what the case is about; null: it does. */
function leavesScope({ rule, categories }: Receipt, scope: StatedScope): string | null {
  if (scope.kind === 'categories') {
    return categories.some((category) => scope.categories.includes(category))
      ? null
      : 'Nothing of it is of the categories that the case is about.';
  }
  // What takes one category alone is there for what is withdrawn, some categories or all.
  return scope.kind === 'record' && rule.id.startsWith('~')
    ? 'It is about a category alone, and the case is about one record.'
    : null;
}

function checkScope({ scope }: Statement): string[] {
  if (scope.kind !== 'categories') return [];
  const inOrder = [...new Set(scope.categories)].sort();
  const same = inOrder.length === scope.categories.length && inOrder.every((one, at) => one === scope.categories[at]);
  return same ? [] : ['Its categories are not each named once, in order.'];
}

function checkTimes(statement: Statement, receipts: readonly Receipt[]): string[] {
  const { id, stage, restrictedAt, completedAt, statedAt, refreshes = [] } = statement;
  const wrong: string[] = [];
  if (id !== statementId(statement.case, stage)) wrong.push('Its id is not that of its case and stage.');
  if (restrictedAt !== null && restrictedAt > completedAt)
    wrong.push('Only what a floor kept was left after all had gone.');
  if (statedAt < completedAt) wrong.push('It was stated before the case was completed.');
  if (receipts.some(({ verifiedAt }) => verifiedAt > statedAt)) {
    wrong.push('It was stated before one of its receipts was verified.');
  }
  if (statement.copiesGoneBy !== copiesGoneBy(receipts, refreshes)) {
    wrong.push('When the copies are gone is not what the receipts say.');
  }
  if (refreshes.some(({ refreshedAt }) => refreshedAt > statedAt)) {
    wrong.push('A backup was refreshed after it was stated.');
  }
  if (refreshesThatCount(receipts, refreshes).length < refreshes.length) {
    wrong.push('It names a refresh of a backup that changes nothing.');
  }
  return wrong;
}

function checkRecipients({ recipients, statedAt }: Statement): string[] {
  const wrong: string[] = [];
  if (new Set(recipients.map(({ id }) => id)).size < recipients.length) wrong.push('It names a recipient twice.');
  if (recipients.some(({ confirmedAt }) => confirmedAt !== null && confirmedAt > statedAt)) {
    wrong.push('A recipient confirmed after it was stated.');
  }
  if (recipients.some(({ toldAt, escalatedAt }) => (toldAt ?? '') > statedAt || (escalatedAt ?? '') > statedAt)) {
    wrong.push('A recipient was told, or left to a person, after it was stated.');
  }
  const asked = ({ toldAt, confirmedAt, escalatedAt }: StatedRecipient) => toldAt ?? confirmedAt ?? escalatedAt;
  if (recipients.some((one) => one.skipped !== null && asked(one) !== null)) {
    wrong.push('A recipient that keeps the data was asked to erase them.');
  }
  return wrong;
}

/** What must be so at the moment of stating, beside what every stage demands. */
const STAGE_RULES: Readonly<Record<Stage, (statement: Statement) => string[]>> = {
  erased: () => [],
  'beyond-use': ({ copiesGoneBy, statedAt }) =>
    copiesGoneBy !== null && copiesGoneBy > statedAt ? [] : ['It speaks of copies, and there were none any more.'],
  final({ copiesGoneBy, statedAt, recipients }) {
    const wrong: string[] = [];
    if (copiesGoneBy !== null && statedAt < copiesGoneBy)
      wrong.push('It is final, and a known copy had not expired yet.');
    if (recipients.some((one) => one.confirmedAt === null && one.escalatedAt === null && one.skipped === null)) {
      wrong.push('It is final, and a recipient had neither confirmed nor been left to a person.');
    }
    return wrong;
  },
};
