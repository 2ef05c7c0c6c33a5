import * as z from 'zod/mini';
import { ExpungeError } from '../../errors.ts';
import { safeParse } from '../../safe-parse.ts';
import { base64Of32, receiptShape, statementShape } from '../evidence-shapes.ts';
import { firstDifference, toUtf8 } from '../log/bytes.ts';
import { canonicalJson } from '../log/commitment.ts';
import type { Certificate } from './certificate.ts';

/* A certificate as a file: one text for one certificate, so that a byte more or less is another one, or none. */

const proved = <T extends z.ZodMiniType>(evidence: T) =>
  z.strictObject({ evidence, salt: base64Of32, proof: z.string() });

const shape = z.strictObject({
  format: z.literal('expunge-certificate/1'),
  statement: proved(statementShape),
  receipts: z.array(proved(receiptShape)),
  bindingSalt: z.nullable(base64Of32),
});

/** The file of a certificate: its RFC 8785 JSON and a newline. @throws ExpungeError RECEIPT_INVALID: JSON cannot hold it. */
export function formatCertificate(certificate: Certificate): string {
  return `${canonicalJson(certificate)}\n`;
}

/**
 * Reads the file of a certificate; checks its form to the last byte, and nothing that it says.
 * @throws ExpungeError CERTIFICATE_INVALID, with the place in it. It quotes nothing of it.
 */
export function parseCertificate(text: string): Certificate {
  const certificate = readCertificate(text);
  const written = formatCertificate(certificate);
  if (written === text) return certificate;
  const byte = firstDifference(toUtf8(written), toUtf8(text));
  throw invalid(`from byte ${byte} on it is not written as RFC 8785 JSON and a newline`);
}

/** Reads a certificate, however its JSON is written. @throws ExpungeError CERTIFICATE_INVALID. */
export function readCertificate(text: string): Certificate {
  const result = safeParse(shape, parse(text));
  if (result.success) return result.data as Certificate;
  const places = result.error.issues.map(({ path }) => placeOf(path));
  throw invalid(`these are missing, unknown or not of their form: ${[...new Set(places)].slice(0, 5).join(', ')}`);
}

function parse(text: string): unknown {
  if (!text.isWellFormed()) throw invalid('it is not Unicode text');
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('it is not JSON: cut off, or not a certificate at all'); // the parser's own message quotes it
  }
}

/** `receipt 3: evidence.policy.id`: receipts are counted from 1, as people do. */
function placeOf(path: readonly PropertyKey[]): string {
  const [first, second, ...rest] = path.map(String);
  if (first === undefined) return 'the whole';
  if (first !== 'receipts' || second === undefined) return path.map(String).join('.');
  const inside = rest.length === 0 ? '' : `: ${rest.join('.')}`;
  return `receipt ${Number(second) + 1}${inside}`;
}

function invalid(why: string): ExpungeError {
  return new ExpungeError('CERTIFICATE_INVALID', `This is not a certificate (docs/formats.md): ${why}.`, {
    place: 'text',
  });
}
