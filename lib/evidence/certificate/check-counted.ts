import type { Statement } from '../statement.ts';
import type { Logged, LoggedCertificate } from './check-logged.ts';
import { receiptsDigest } from './receipts-digest.ts';
import { type CertificateProblem, problem, receiptAt } from './verdict.ts';

/**
 * That the receipts are those which the statement counts: all, no others, each once, in the order of one log, and that
 * the statement was logged after them.
 */
export function checkCounted(
  { receipts: { count, digest } }: Statement,
  { statement, receipts }: LoggedCertificate,
): CertificateProblem[] {
  const problems = [...checkOrder(receipts, statement), ...checkOneHistory([statement, ...receipts])];
  if (count !== receipts.length) {
    problems.push(problem('receipts', `The statement counts ${count} receipts, and the file has ${receipts.length}.`));
  }
  const found = receipts.filter((receipt) => receipt !== null);
  // with one that is not in the log the digest cannot hold, and that one has been named
  if (found.length < receipts.length || count !== receipts.length) return problems;
  if (receiptsDigest(found.map(({ commitment }) => commitment)) !== digest) {
    problems.push(problem('receipts', 'They are in the log, and they are not the ones that the statement counts.'));
  }
  return problems;
}

function checkOrder(receipts: readonly (Logged | null)[], statement: Logged | null): CertificateProblem[] {
  const problems: CertificateProblem[] = [];
  let last: Logged | null = null;
  for (const [at, receipt] of receipts.entries()) {
    if (receipt !== null && last !== null && !isBefore(last, receipt)) {
      problems.push(
        problem(receiptAt(at), 'It does not come after the one before it in the log: swapped, or there twice.'),
      );
    }
    last = receipt ?? last;
  }
  if (statement !== null && receipts.some((receipt) => receipt !== null && !isBefore(receipt, statement))) {
    problems.push(problem('statement', 'It was logged before a receipt that it counts.'));
  }
  return problems;
}

/** Of one log only the year of its origin differs, and of one year one checkpoint is enough: two could be two histories. */
function checkOneHistory(evidence: readonly (Logged | null)[]): CertificateProblem[] {
  const problems: CertificateProblem[] = [];
  const notes = new Map<string, string>();
  let log: string | null = null;
  for (const [at, one] of evidence.entries()) {
    if (one === null) continue;
    const { origin } = one.checkpoint;
    const where = at === 0 ? 'statement' : receiptAt(at - 1);
    log ??= nameOf(origin);
    if (nameOf(origin) !== log) {
      problems.push(problem(where, `It is in ${origin}, which is not a year of the log ${log}.`));
    }
    if ((notes.get(origin) ?? one.note) !== one.note) {
      problems.push(
        problem(where, `It rests on another checkpoint of ${origin} than what stands before it.`, 'CHECKPOINT_INVALID'),
      );
    }
    if (!notes.has(origin)) notes.set(origin, one.note);
  }
  return problems;
}

/** By origin, which ends with the year, then by index. */
function isBefore(a: Logged, b: Logged): boolean {
  const [first, second] = [a.checkpoint.origin, b.checkpoint.origin];
  return first === second ? a.index < b.index : first < second;
}

const nameOf = (origin: string): string => origin.slice(0, Math.max(origin.lastIndexOf('/'), 0));
