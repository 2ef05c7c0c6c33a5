import type { TriggerKind } from '../../policy/plan.ts';

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
  /** Cases of which somebody is to be told, also those whose marks gave way to another's: until all have been, they need the id. */
  readonly telling?: readonly string[];
  /** Counts the changes of all these: who changes them says which state they go from. Absent: none yet. */
  readonly turn?: number;
  /**
   * `<dataset>#<rule>` of clusters of which something may have been erased that no receipt speaks of yet: whoever looks next
   * gives one, and until then the id is needed. In order.
   */
  readonly unproved?: readonly string[];
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
