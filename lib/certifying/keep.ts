import { ExpungeError } from '../errors.ts';
import type { Certificate } from '../evidence/certificate/certificate.ts';
import { formatCertificate, parseCertificate } from '../evidence/certificate/certificate-file.ts';
import { certificatePage } from '../evidence/certificate/page/index.ts';
import { verifyCertificate } from '../evidence/certificate/verify-certificate.ts';
import { fromUtf8, toUtf8 } from '../evidence/log/index.ts';
import { certificateKeys } from './certificate-keys.ts';
import type { CertifyingOffice } from './office.ts';
import type { Proven } from './prove.ts';

/**
 * Verifies a certificate and writes it down, once for ever. Where one lies there already, that one stands: its checkpoint
 * is an older one, and it may have the salt of an epoch that was destroyed since. It is verified in its turn.
 * @throws ExpungeError CERTIFICATE_INVALID: what was made, or what lies there, does not verify.
 */
export async function keepCertificate(
  { certificate, keys }: Proven,
  evidence: CertifyingOffice['evidence'],
): Promise<Certificate> {
  const { id, case: caseId, stage } = certificate.statement.evidence;
  const place = certificateKeys(caseId, stage);
  const made = formatCertificate(certificate);
  await insist(made, keys, id, place.json);
  const written = await evidence.putOnce(place.json, toUtf8(made));
  const text = written === 'different' ? (fromUtf8((await evidence.get(place.json))?.bytes ?? EMPTY) ?? '') : made;
  if (text !== made) await insist(text, keys, id, place.json);
  const kept = parseCertificate(text);
  if ((await evidence.putOnce(place.page, toUtf8(certificatePage(kept)))) === 'different') {
    throw invalid('Another page than that of the certificate beside it lies there', place.page);
  }
  return kept;
}

const EMPTY = new Uint8Array(0);

async function insist(text: string, keys: Proven['keys'], statement: string, place: string): Promise<void> {
  const verdict = await verifyCertificate(text, keys);
  if (!verdict.ok) {
    throw invalid(`It does not verify (${verdict.problems.map(({ code }) => code).join(', ')})`, place);
  }
  if (verdict.statement?.id !== statement) throw invalid('It states something else', place);
}

function invalid(why: string, place: string): ExpungeError {
  return new ExpungeError(
    'CERTIFICATE_INVALID',
    `${why}. Nothing is issued; find out who wrote what it is made of, and remove what does not belong there.`,
    { place },
  );
}
