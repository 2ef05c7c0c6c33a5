import type { Refusal } from '../evidence/certificate/refusal.ts';
import type { EvidenceReference } from '../evidence/receipt.ts';
import type { Binding, Stage } from '../evidence/statement.ts';
import type { Action, TriggerKind } from '../policy/plan.ts';

/** A subject's data in a dataset under a rule. `ref` is the registry reference, never the subject id. */
export interface Cluster {
  readonly ref: string;
  readonly dataset: string;
  readonly rule: string;
}

/**
 * The only item that names the person. Once `id` is gone, what is left of the subject in the registry names nobody.
 * All instants are milliseconds since 1970 UTC.
 */
export interface Subject {
  readonly ref: string;
  readonly policy: string;
  /** Absent on a tombstone. */
  readonly id?: string;
  /** Set when the account was closed: from then on every covered rule's effective period is its floor. */
  readonly closure?: Closure;
  /** Categories that may not be kept, nor collected again, until a later consent. */
  readonly withdrawn?: Readonly<Record<string, Withdrawal>>;
  /** When the last consent to a category was given. */
  readonly consented?: Readonly<Record<string, number>>;
  /** Consents by the version of the policy they were given to: the evidence that a new version may apply to old data. */
  readonly consents?: Readonly<Record<string, Consent>>;
  /** When somebody last showed that the account lives: reopened it, or consented for all of it. A doubt about a closure before. */
  readonly livedAt?: number;
  /** Cases that wait for their gates: they need the id. */
  readonly waiting?: readonly string[];
  /** Counts the changes of all these: who changes them says which state they go from. Absent: none yet. */
  readonly turn?: number;
  /** A worker has found nothing left and will look once more before the id is dropped. */
  readonly forgetting?: number;
}

export interface Closure {
  readonly case: string;
  readonly trigger: TriggerKind;
  readonly at: number;
  readonly deadline: number;
  /** Rules whose effective period fell to the floor. */
  readonly covers: readonly string[];
  /** Anonymising is not enough for it. */
  readonly action?: 'delete';
}

/** Consent to a category was taken back, or its erasure asked for. */
export interface Withdrawal {
  readonly case: string;
  readonly trigger: TriggerKind;
  readonly at: number;
  readonly deadline: number;
  /** Anonymising is not enough for it. */
  readonly action?: 'delete';
}

export interface Consent {
  readonly at: number;
  /** Where it is kept; a reference, never personal data. */
  readonly evidence: string;
}

/** One record whose purpose is fulfilled: a case covers it, whatever the period of its rule says. */
export interface FulfilledRecord {
  readonly dataset: string;
  /** Keyed hash of the record's key. */
  readonly record: string;
  /** The record's key, as the target writes it. */
  readonly key: string;
  readonly case: string;
  readonly trigger: TriggerKind;
  /** The clusters that let go of it, by rule: `!<rule>` where it is not to be anonymised but deleted. */
  readonly covers: readonly string[];
  readonly at: number;
  readonly deadline: number;
}

/** Records that a cluster exists. It describes; erasing depends on it only where the store cannot search (`locator`). */
export interface Tag extends Cluster {
  readonly state: 'kept' | 'restricted' | 'undated';
  readonly policyVersion: string;
  /** Restricted: the day it goes, or null while the floor has not even started. */
  readonly until?: number | null;
  /** Restricted by this case. */
  readonly case?: string;
  readonly locator?: Locator;
}

/** Where one record lies, for stores that cannot find a subject's records by themselves. */
export interface Locator {
  /** Keyed hash of the record's key: goes into timers. */
  readonly record: string;
  /** The record's key, as the target wrote it. Only ever in tags. */
  readonly key: string;
  /** Changes whenever the record is seen again, so that a late removal of the tag loses to a new sighting. */
  readonly seen: string;
}

/** When to look at a cluster: a hint, never the truth. */
export interface PlannedTimer extends Cluster {
  readonly action: Action;
  /** Milliseconds; whole seconds. */
  readonly startAt: number;
  /** Keyed hash of one record, for datasets found by locator. */
  readonly record?: string;
}

/** A timer for what is due now or nearly. Unique by `nonce`, and deleted when done. */
export interface UrgentTimer extends PlannedTimer {
  readonly nonce: string;
  /** Counts down this case when the cluster is done. */
  readonly case?: string;
  /** How often this cluster failed before. */
  readonly attempts?: number;
  /** Given up trying often; waits for a person, tried again daily. A code, never data. */
  readonly stuck?: string;
  /** A second look: `settle` at an index that lags, `forget` before the subject's id is dropped. */
  readonly again?: 'settle' | 'forget';
  /** A hold was found here at the last look: nothing may be erased until it is released. */
  readonly held?: true;
}

export interface Hold {
  readonly id: string;
  /** A ground of the policy. */
  readonly ground: string;
  /** The reference of whoever demanded it: a case number of a court, an order of an authority. Never a subject. */
  readonly authority: string;
  readonly placedAt: number;
  /** The role that placed it; not a name. */
  readonly placedBy: string;
  /** When somebody has to look whether it is still needed. */
  readonly reviewAt: number;
  /**
   * Set for an extension, which the policy itself allows for a time: it is in force until this instant and then ends by
   * itself. Nothing but its release ends a hold without it.
   */
  readonly until?: number;
}

/** One subject, or all of a policy or of a dataset, which never share an id. */
export type HoldScope = { readonly ref: string } | { readonly wide: string };

/** A hold with what it is on. Once released it stays on the list, so that nobody can say it never was. */
export interface PlacedHold extends Hold {
  readonly policy: string;
  readonly scope: HoldScope;
  readonly released?: { readonly at: number; readonly by: string };
}

/** One trigger for one subject, from receipt to completion. */
export interface Case {
  readonly id: string;
  readonly policy: string;
  readonly policyVersion: string;
  /** SHA-256 of the policy file, hex. */
  readonly policyDigest: string;
  readonly ref: string;
  /** How evidence names the subject. Made at the opening: by the end the id is gone. */
  readonly evidence: CaseEvidence;
  readonly trigger: TriggerKind;
  readonly scope: CaseScope;
  /** How it was received: `app`, `platform`, `mail`, `phone` or `letter`. */
  readonly channel: string;
  readonly receivedAt: number;
  /** What has to be proven before anything is erased, in the order of the policy. */
  readonly gates: readonly CaseGate[];
  /** What contradicts it. Nothing is erased on doubt. */
  readonly doubts: readonly Doubt[];
  readonly deadline: number;
  /** The working-day table ended before the deadline: to be computed again when it grows. */
  readonly provisional: boolean;
  readonly calendar: string | null;
  /**
   * `waiting`: a gate is not met, and nothing has begun. `open`: something that may go has not gone. `restricted`: only what
   * a floor protects is left. `refused`: a person decided that nothing is owed.
   */
  readonly state: 'waiting' | 'open' | 'restricted' | 'completed' | 'refused';
  /** `<dataset>#<rule>` of clusters not yet looked at. */
  readonly outstanding: readonly string[];
  /** `<dataset>#<rule>` of clusters that a floor protects. */
  readonly restricted: readonly string[];
  /** When everything that may go had gone and only what a floor protects was left. */
  readonly restrictedAt?: number;
  readonly completedAt?: number;
  readonly refusedAt?: number;
  /** Receipts of the case on their way to the log: nothing is certified before they are in it. See `MOST_NOTED`. */
  readonly receipts: readonly string[];
  /** Who received data of the subject from us, by id. */
  readonly recipients: readonly CaseRecipient[];
  /** Certificates that have been issued, in the order of their stages. */
  readonly issued: readonly Issued[];
  /** Why the next certificate was not issued when it was last asked for. */
  readonly refusal?: Refusal;
  /** What people decided about it, in order: a refusal, and what was granted on appeal. Nothing else ever adds to it. */
  readonly decisions?: readonly Decision[];
  /** What the person was asked to pay for a request far beyond the usual; a person decided it. */
  readonly fee?: Fee;
}

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

/** What of the subject a case is about. */
export type CaseScope =
  | { readonly kind: 'account' }
  | { readonly kind: 'categories'; readonly categories: readonly string[] }
  /** `record`: keyed hash of its key. */
  | { readonly kind: 'record'; readonly dataset: string; readonly record: string };

export interface CaseGate {
  readonly id: string;
  /** Absent: not yet. */
  readonly metAt?: number;
  /** Where the proof is kept; a reference, never personal data. */
  readonly evidence?: string;
}

export interface Doubt {
  readonly at: number;
  /** The type of the event that contradicts. */
  readonly what: string;
}

export interface CaseEvidence extends EvidenceReference {
  readonly binding: Binding;
}

/** What is known of a recipient of the subject's data. Settled: it confirmed, was escalated, or is skipped. */
export interface CaseRecipient {
  readonly id: string;
  /** Times it was told, reminders among them. Noted before each: from the first on it may know of the case. */
  readonly attempts?: number;
  /** By when it has to confirm; counted from the first attempt. */
  readonly confirmBy?: number;
  /** When it is to be told, reminded or escalated next. */
  readonly next?: number;
  /** Why the last attempt failed: a code, never data. */
  readonly failure?: string;
  /** When a notice first reached it. */
  readonly toldAt?: number;
  /** The role that sent the letter; not a name. */
  readonly toldBy?: string;
  /** When it had erased too, by its own account; absent: it has not confirmed. */
  readonly confirmedAt?: number;
  /** The role that took the answer; absent where the recipient gave it itself. */
  readonly confirmedBy?: string;
  /** When it was left to a person, because it had not confirmed in time. */
  readonly escalatedAt?: number;
  /** The role that did so; absent where time did. */
  readonly escalatedBy?: string;
  /** It is not told, for one of the two reasons that policies name. */
  readonly skipped?: { readonly because: 'law' | 'own-authorisation'; readonly why: string };
}

export interface Issued {
  readonly stage: Stage;
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

/** When somebody is to see whether a certificate of a case can be issued: a hint, like a timer. */
export interface DocketEntry {
  readonly case: string;
  /** Rounded up to a whole second where it is written. */
  readonly at: number;
}

/** A case that has neither been completed nor refused, and when it was promised to. */
export interface OpenCase {
  readonly id: string;
  /** Rounded up to a whole second. */
  readonly deadline: number;
}

/**
 * Receipts noted with one case. A closed account that data keeps coming for makes receipts without end, and an item has
 * a limit; those beyond this are in the log all the same.
 */
export const MOST_NOTED = 1000;

/** Work of one kind on one slice of the subjects. One worker at a time. */
export interface ShardName {
  readonly action: Action;
  readonly shard: number;
}

/** What a shard's worker has announced: the item that holds and workers agree on. */
export interface ShardState {
  readonly owner: string;
  readonly page: number;
  /** Sort key of the last planned timer of the previous page. */
  readonly cursor: string;
  /** The page is a range of sort keys, so that a repeat covers exactly the same timers. */
  readonly plannedEnd: string;
  readonly urgentEnd: string;
  /** References on the page; empty when no page is under way. */
  readonly announced: readonly string[];
  readonly leaseEnds: number;
  /** While a page is repeated: the number of its first attempt. */
  readonly first?: number;
  /** After a crash: the timer being tried, and those during which a worker died before. */
  readonly suspects?: readonly Suspect[];
}

/** A timer that may have killed its worker, and how often it was tried. */
export interface Suspect {
  readonly timer: string;
  readonly times: number;
}

export const IDLE: ShardState = {
  owner: '',
  page: 0,
  cursor: '',
  plannedEnd: '',
  urgentEnd: '',
  announced: [],
  leaseEnds: 0,
};
