/** What a person decided about a case. Instants in milliseconds; `by` is a role, not a name. */
export type Decision =
  | {
      readonly kind: 'refused';
      /** A ground among the policy's `refusals`. */
      readonly code: string;
      readonly clause: string;
      /** In writing, for the person (PIPL 50). */
      readonly reason: string;
      /** A reference, never personal data. */
      readonly evidence?: string;
      readonly by: string;
      readonly at: number;
    }
  | {
      /** A refusal was taken back. `appeal`: the one that was granted, if the person made one. */
      readonly kind: 'granted';
      readonly reason: string;
      readonly appeal?: string;
      readonly by: string;
      readonly at: number;
    };

/** The cost of a request that is repeated beyond reason. Never charged by itself. */
export interface Fee {
  /** With its currency, as the person is told. */
  readonly amount: string;
  readonly why: string;
  readonly by: string;
  readonly at: number;
}

/**
 * The other clock of a case: an answer that is owed to the person. Erasing never answers, and answering never erases.
 * Instants in milliseconds.
 */
export interface Reply {
  /** `request` for the answer to what opened the case; of complaints and appeals the id they were given. */
  readonly id: string;
  readonly case: string;
  readonly kind: 'request' | 'complaint' | 'appeal';
  readonly policy: string;
  readonly receivedAt: number;
  /** The person has the answer by then. */
  readonly deadline: number;
  readonly provisional: boolean;
  readonly calendar: string | null;
  /** The answer that an appeal is against: the id of its reply. */
  readonly about?: string;
  readonly answeredAt?: number;
  readonly outcome?: 'granted' | 'refused' | 'partly';
  /** On what ground it was not granted, or not wholly. */
  readonly code?: string;
  /** The role that answered. */
  readonly by?: string;
}
