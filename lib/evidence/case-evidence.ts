import type { CaseEvidence } from '../registry/model.ts';
import { bind } from './binding.ts';
import type { EpochKey } from './epochs/index.ts';

/**
 * How evidence of a case names its subject: by the reference under the epoch's key, and by the binding that a certificate
 * needs once the registry has forgotten the id. The same again for the same case under the same epoch.
 * @throws ExpungeError RECEIPT_INVALID: an identifier that is no well-formed text.
 */
export async function caseEvidence(
  key: EpochKey,
  policy: string,
  subject: string,
  caseId: string,
): Promise<CaseEvidence> {
  const binding = await bind(policy, subject, key.bindingSalt(caseId));
  return { ...key.reference(policy, subject), binding };
}
