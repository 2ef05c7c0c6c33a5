import type { Receipt } from '../receipt.ts';
import type { Statement } from '../statement.ts';

/**
 * What a subject, an auditor or a court is given for a case at a stage: what was stated, every receipt it counts, and of
 * each what shows that it is in the log. As a file it is its RFC 8785 JSON and a newline, and no other bytes.
 */
export interface Certificate {
  readonly format: 'expunge-certificate/1';
  readonly statement: Proved<Statement>;
  /** In the order of the log: by origin, then by index. */
  readonly receipts: readonly Proved<Receipt>[];
  /** Base64, 32 bytes: with it and the subject's identifier the statement's binding can be made again. Null: its epoch was destroyed. */
  readonly bindingSalt: string | null;
}

/** Evidence with what shows that it is what was logged, and where. */
export interface Proved<T> {
  readonly evidence: T;
  /** Base64, 32 bytes: with the evidence's RFC 8785 JSON it makes the log's entry. */
  readonly salt: string;
  /** C2SP tlog-proof: the entry's place in the log, and the signed checkpoint. */
  readonly proof: string;
}
