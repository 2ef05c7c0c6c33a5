import { ExpungeError } from '../../errors.ts';
import { firstDifference, fromUtf8, toUtf8 } from '../log/bytes.ts';
import type { NoteKey } from '../log/note-key.ts';
import type { Certificate } from './certificate.ts';
import { parseCertificate, readCertificate } from './certificate-file.ts';
import { checkBinding } from './check-binding.ts';
import { checkCounted } from './check-counted.ts';
import { checkLogged } from './check-logged.ts';
import { checkStated } from './check-stated.ts';
import { certificatePage, dataInPage, isPage } from './page/index.ts';
import { type CertificateProblem, type CertificateVerdict, problem } from './verdict.ts';
import { logsOf, whatIsNotProved, whatIsProved } from './verdict-words.ts';
import type { Language } from './words.ts';

export interface Claim {
  /** The identifier of the person whom the certificate should be about, exactly as the operator knows it. */
  readonly subject?: string;
  /** In which language the verdict says what is proved; English. Problems are in English. */
  readonly language?: Language;
}

/**
 * Checks a certificate, trusting the verifier keys and nothing else: that the file is a certificate to the last byte,
 * that its statement and every receipt are in the log, that the statement counts exactly these receipts and agrees with
 * them and with its stage, and that it is about the subject whose identifier is given. Needs no network; runs in a browser.
 * @param file the certificate's JSON or its page, as bytes or as the text that they are in UTF-8.
 * @param keys of each log that it rests on (a case over New Year rests on two), and any witnesses' who signed too.
 * @returns everything that is wrong, with its place. Never throws over what it reads.
 */
export async function verifyCertificate(
  file: string | Uint8Array,
  keys: readonly NoteKey[],
  claim: Claim = {},
): Promise<CertificateVerdict> {
  const { subject, language = 'en' } = claim;
  const named = subject !== undefined;
  const read = readFile(file);
  const { certificate } = read;
  if (certificate === null) return verdict(null, read.problems, whatIsNotProved(named, true, language));

  const statement = certificate.statement.evidence;
  const logged = await checkLogged(certificate, keys);
  const problems = [
    ...read.problems,
    ...logged.problems,
    ...checkCounted(statement, logged),
    ...checkStated(certificate),
    ...(await checkBinding(certificate, subject)),
  ];
  const notProved = whatIsNotProved(named, certificate.bindingSalt !== null, language);
  if (problems.length > 0) return verdict(certificate, problems, notProved);
  return {
    ...verdict(certificate, [], notProved),
    logs: logsOf(logged),
    proved: whatIsProved(statement, logged, named, language),
  };
}

function verdict(
  certificate: Certificate | null,
  problems: readonly CertificateProblem[],
  notProved: readonly string[],
): CertificateVerdict {
  const statement = certificate?.statement.evidence ?? null;
  const ok = problems.length === 0;
  return { ok, stage: statement?.stage ?? null, statement, logs: [], problems, proved: [], notProved };
}

/** A page is that of the certificate in it, or it is none. Where it is none, the certificate in it is still looked at. */
function readFile(file: string | Uint8Array): { certificate: Certificate | null; problems: CertificateProblem[] } {
  const text = typeof file === 'string' ? file : fromUtf8(file);
  if (text === null) return { certificate: null, problems: [problem('text', 'This is not a certificate: not UTF-8.')] };
  try {
    if (!isPage(text)) return { certificate: parseCertificate(text), problems: [] };
    const certificate = readCertificate(dataInPage(text));
    const byte = firstDifference(toUtf8(certificatePage(certificate)), toUtf8(text));
    const message = `From byte ${byte} on it is not the page of the certificate in it: what people read there was changed.`;
    return { certificate, problems: byte === null ? [] : [problem('page', message)] };
  } catch (error) {
    if (!(error instanceof ExpungeError)) throw error;
    return { certificate: null, problems: [problem(isPage(text) ? 'page' : 'text', error.message, error.code)] };
  }
}
