import type { Receipt } from './receipt.ts';
import type { Statement } from './statement.ts';

/** What is sealed in the log: that something was erased, or what is stated of a case. */
export type Evidence = Receipt | Statement;

export function isStatement(evidence: Evidence): evidence is Statement {
  return evidence.format === 'expunge-statement/1';
}

/** When it came to be, ISO 8601 in UTC: when the erasure was verified, or the statement made. */
export function instantOf(evidence: Evidence): string {
  return isStatement(evidence) ? evidence.statedAt : evidence.verifiedAt;
}

/** The case that it belongs to; null for what was erased because its period had ended. */
export function caseOf(evidence: Evidence): string | null {
  if (isStatement(evidence)) return evidence.case;
  return 'case' in evidence.trigger ? evidence.trigger.case : null;
}
