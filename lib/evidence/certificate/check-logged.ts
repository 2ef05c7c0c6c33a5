import { ExpungeError } from '../../errors.ts';
import { fromBase64 } from '../log/bytes.ts';
import type { SignedCheckpoint } from '../log/checkpoint.ts';
import { commit } from '../log/commitment.ts';
import { parseNote } from '../log/note.ts';
import type { NoteKey } from '../log/note-key.ts';
import { formatProof, type LogProof, parseProof, verifyProof } from '../log/tlog-proof.ts';
import type { Certificate, Proved } from './certificate.ts';
import { type CertificateProblem, problem, receiptAt } from './verdict.ts';

/** Evidence that was found in a log. */
export interface Logged {
  readonly index: number;
  readonly commitment: Uint8Array;
  readonly checkpoint: SignedCheckpoint;
  /** The checkpoint as it was signed. */
  readonly note: string;
}

export interface LoggedCertificate {
  readonly statement: Logged | null;
  /** As many as the certificate has; null where a problem says why. */
  readonly receipts: readonly (Logged | null)[];
  readonly problems: readonly CertificateProblem[];
}

/** Finds the statement and each receipt in the logs that the keys sign. */
export async function checkLogged(certificate: Certificate, keys: readonly NoteKey[]): Promise<LoggedCertificate> {
  const problems: CertificateProblem[] = [];
  const find = async (proved: Proved<object>, where: string): Promise<Logged | null> => {
    const found = await findInLog(proved, where, keys);
    if (!('code' in found)) return found;
    problems.push(found);
    return null;
  };
  const statement = await find(certificate.statement, 'statement');
  const receipts: (Logged | null)[] = [];
  for (const [at, receipt] of certificate.receipts.entries()) receipts.push(await find(receipt, receiptAt(at)));
  return { statement, receipts, problems };
}

async function findInLog(
  { evidence, salt, proof: text }: Proved<object>,
  where: string,
  keys: readonly NoteKey[],
): Promise<Logged | CertificateProblem> {
  try {
    const commitment = commit(evidence, fromBase64(salt) ?? new Uint8Array(0));
    const proof = parseProof(text);
    const { index, checkpoint } = await verifyProof(text, commitment, keys);
    const unvouched = findUnvouched(text, proof, checkpoint);
    if (unvouched !== null) return problem(where, unvouched, 'PROOF_INVALID');
    return { index, commitment, checkpoint, note: proof.checkpoint };
  } catch (error) {
    if (!(error instanceof ExpungeError)) throw error;
    return problem(where, error.message, error.code);
  }
}

/** C2SP lets a proof carry bytes that nobody signed. In a certificate they would be bytes that anybody can change. */
function findUnvouched(text: string, proof: LogProof, { signers }: SignedCheckpoint): string | null {
  if (proof.extra !== undefined || formatProof(proof) !== text) {
    return 'Its proof carries extra data, for which nobody vouches: a certificate has none.';
  }
  const others = parseNote(proof.checkpoint).signatures.filter(
    ({ name, id }) => !signers.some((signer) => signer.name === name && signer.id === id),
  );
  if (others.length === 0) return null;
  const names = others.map(({ id }) => `key ${id}`).join(', ');
  return `Its checkpoint is signed by ${names} too: give that key as well, or nobody can tell whether that line was changed.`;
}
