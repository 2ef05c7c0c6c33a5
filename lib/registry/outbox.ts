import type { Case, DocketEntry } from './model.ts';

/** What is noted before a recipient is told, or reminded. Instants in milliseconds. */
export interface Attempt {
  /** Which it is, from 1: whoever counts on from another number loses. */
  readonly number: number;
  /** By when the recipient has to confirm. What the first attempt noted stands. */
  readonly confirmBy: number;
  /** When to try again if nothing more is heard of this attempt. */
  readonly next: number;
}

/** What came of an attempt. */
export interface Told {
  /** A notice reached it; the first time stands. Null: it did not. */
  readonly at: number | null;
  /** The role that sent the letter. */
  readonly by?: string;
  /** Why it did not: a code. Null clears the one before. */
  readonly failure: string | null;
  readonly next: number;
}

/** A recipient that was left to a person. */
export interface Escalated {
  readonly case: string;
  readonly recipient: string;
  readonly at: number;
}

/**
 * Cases whose recipients are to be told something, in time order: hints, like timers. What each was told stands with the
 * case. A case goes here in the transaction that opens it.
 */
export interface Outbox {
  /** Entries whose time has come, the oldest first. */
  noticesDue(now: number, limit: number): Promise<readonly DocketEntry[]>;
  /** Every case with a recipient that is not settled, by time. `after`: the `next` of the page before, '' for the beginning. */
  noticesWaiting(after: string, limit: number): Promise<{ entries: readonly DocketEntry[]; next: string | null }>;
  putNotice(entry: DocketEntry): Promise<void>;
  /** Puts the next look at the case, if any (milliseconds), and then takes this one away. Repeatable. */
  turnNotice(done: DocketEntry, next: number | null): Promise<void>;

  /**
   * Notes an attempt before it is made; the case as it then stands. Null where another was quicker, or the recipient is
   * not one of the case's or need not be told: then nothing may be sent.
   */
  beginTelling(id: string, recipient: string, attempt: Attempt): Promise<Case | null>;
  /** Notes what came of an attempt. Repeatable. Null: nobody ever began one. */
  noteTold(id: string, recipient: string, told: Told): Promise<Case | null>;
  /**
   * Lists a recipient as escalated, then notes it with the case; the first time stands. A completed case goes on the
   * docket for its certificate. Repeatable. Null: the case does not name it, or it is skipped.
   */
  escalateRecipient(
    id: string,
    recipient: string,
    escalated: { readonly at: number; readonly by?: string },
  ): Promise<Case | null>;
  /** Those that were escalated, the latest first. */
  escalatedRecipients(limit: number): Promise<readonly Escalated[]>;
}
