import { approvalChecks } from './approvals.ts';
import { certificateChecks } from './certificates.ts';
import type { Check, Findings } from './check.ts';
import { privacyChecks } from './privacy.ts';
import { proofChecks } from './proof.ts';
import { recordChecks } from './records.ts';
import { repetitionChecks } from './repetition.ts';
import { triggerChecks } from './triggers.ts';

export type { Check, Findings, Repetition, Tagging } from './check.ts';
export { due } from './records.ts';

/** Every promise of the demonstration, held against the stores. */
export function allChecks(findings: Findings): readonly Check[] {
  return [
    ...approvalChecks(findings),
    ...recordChecks(findings),
    ...proofChecks(findings),
    ...certificateChecks(findings),
    ...privacyChecks(findings),
    ...repetitionChecks(findings),
    ...triggerChecks(findings),
  ];
}
