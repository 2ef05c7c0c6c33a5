import type { ErrorCode } from '../../errors.ts';
import type { Statement } from '../statement.ts';

/** Something about a certificate that does not hold. */
export interface CertificateProblem {
  readonly code: ErrorCode;
  /**
   * `text`: the file is not a certificate's. `page`: it differs from the page of the certificate in it. `statement`,
   * `receipt 3` (counted from 1), `receipts`: all of them together. `bindingSalt`. `subject`: the identifier given.
   */
  readonly where: string;
  /** One sentence for a person. It quotes nothing personal. */
  readonly message: string;
}

/** A log that a verified certificate rests on. */
export interface RestsOn {
  readonly origin: string;
  readonly size: number;
  /** Hex. */
  readonly root: string;
  /** As `name+id+key`: which of the keys given signed it. */
  readonly signers: readonly string[];
}

export interface CertificateVerdict {
  /** No problem was found: everything in `proved` holds. */
  readonly ok: boolean;
  readonly stage: Statement['stage'] | null;
  /** As it stands in the file; null where the file is no certificate. Believe it only where `ok`. */
  readonly statement: Statement | null;
  /** The logs of a certificate that holds, in order; else none. */
  readonly logs: readonly RestsOn[];
  /** Everything that was found. */
  readonly problems: readonly CertificateProblem[];
  /** What was proved, each for people; none where there is a problem. */
  readonly proved: readonly string[];
  /** What was not and cannot be proved by any certificate. */
  readonly notProved: readonly string[];
}

/** What checking found wrong: in the statement, in a receipt, in the file. */
export function problem(where: string, message: string, code: ErrorCode = 'CERTIFICATE_INVALID'): CertificateProblem {
  return { code, where, message };
}

/** The n-th receipt, counted from 0, as people count. */
export const receiptAt = (n: number): string => `receipt ${n + 1}`;
