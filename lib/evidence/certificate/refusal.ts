import type { Stage } from '../statement.ts';

/** Why the next certificate of a case is not issued: every reason that was found. */
export interface Refusal {
  readonly stage: Stage;
  /** Milliseconds. */
  readonly at: number;
  readonly reasons: readonly RefusalReason[];
}

export interface RefusalReason {
  /**
   * `residue`: something is left or came back; `hold`; `restriction`: a floor keeps it; `recipient`: has not confirmed;
   * `not sealed`: a receipt is not in the log yet; `waiting`: a gate is not met, and nothing has begun; `refused`: a person
   * decided that nothing is owed; `fault`: it could not be found out.
   */
  readonly kind: 'residue' | 'hold' | 'restriction' | 'recipient' | 'not sealed' | 'waiting' | 'refused' | 'fault';
  /** `<dataset>#<rule>`, the id of a hold, of a recipient or of a gate, how many receipts, a code. Never a subject. */
  readonly what: string;
  /** When it ends, milliseconds; null or absent: nobody knows yet. */
  readonly until?: number | null;
  /** The law that demands it. */
  readonly law?: string;
}
