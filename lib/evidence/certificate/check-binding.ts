import { ExpungeError } from '../../errors.ts';
import { bindingDigest, bindingSaltDigest } from '../binding.ts';
import { fromBase64 } from '../log/bytes.ts';
import type { Certificate } from './certificate.ts';
import { type CertificateProblem, problem } from './verdict.ts';

/** That the salt is the one the statement names and, where an identifier is given, that it is the subject's. */
export async function checkBinding(
  { statement: { evidence }, bindingSalt }: Certificate,
  subject: string | undefined,
): Promise<CertificateProblem[]> {
  const { policy } = evidence;
  const { iterations, digest, saltDigest } = evidence.subject.binding;
  if (bindingSalt === null) {
    if (subject === undefined) return [];
    const message = 'Nobody can tell whose certificate it is: the key of its epoch was destroyed before it was made.';
    return [problem('subject', message, 'EPOCH_DESTROYED')];
  }
  const salt = fromBase64(bindingSalt) ?? new Uint8Array(0);
  if (bindingSaltDigest(salt) !== saltDigest) {
    return [problem('bindingSalt', 'It is not the salt that the statement names: it was changed.')];
  }
  if (subject === undefined) return [];
  try {
    if ((await bindingDigest(policy.id, subject, salt, iterations)) === digest) return [];
  } catch (error) {
    if (!(error instanceof ExpungeError)) throw error; // an identifier that is no text is nobody's
  }
  const message = `The certificate is not about whom this identifier names under the policy ${policy.id}: give it exactly as the operator knows it.`;
  return [problem('subject', message, 'ANOTHER_SUBJECT')];
}
