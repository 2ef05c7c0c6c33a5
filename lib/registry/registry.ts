import type { Refusal } from '../evidence/certificate/refusal.ts';
import type { AuditRegistry } from './audits.ts';
import type { BrakeRegistry } from './brakes.ts';
import type { DeskRegistry } from './desk-registry.ts';
import type {
  Case,
  Cluster,
  DocketEntry,
  FulfilledRecord,
  Hold,
  Issued,
  OpenCase,
  PlacedHold,
  PlannedTimer,
  ShardName,
  ShardState,
  Subject,
  Suspect,
  Tag,
  UrgentTimer,
} from './model.ts';
import type { OpeningRegistry } from './openings.ts';
import type { Outbox } from './outbox.ts';
import type { RuleBook } from './redue.ts';
import type { RefreshRegistry } from './refreshes.ts';
import type { ShutDownRegistry } from './shut-down.ts';
import type { WalkRegistry } from './walk.ts';
import type { Warnings } from './warnings.ts';

/**
 * Where tags, timers, cases and holds are kept. Every method is one request to the store, or several that may be
 * repeated in part without harm; the callers decide the order, and the order is what keeps the promises.
 * Reads are strong unless said otherwise. Throws STORE_UNAVAILABLE when the store does not answer.
 */
export interface Registry
  extends SubjectRegistry,
    HoldRegistry,
    TimerRegistry,
    ShardRegistry,
    CaseRegistry,
    Docket,
    DeskRegistry,
    Outbox,
    RefreshRegistry,
    AuditRegistry,
    WalkRegistry,
    ShutDownRegistry,
    Warnings,
    RuleBook,
    BrakeRegistry {}

/** Everything under a subject: who it is, its tags, the holds on it. */
export interface SubjectRegistry {
  /** The subjects among these references; those unknown are absent. */
  subjects(refs: readonly string[]): Promise<ReadonlyMap<string, Subject>>;
  /** Writes down who a reference is, or gives a tombstone its id back. Leaves a closure as it is; stops forgetting. */
  rememberSubject(subject: { ref: string; policy: string; id: string }): Promise<void>;
  /** Announces that the id will be dropped; false if the subject is not there. */
  markForgetting(ref: string, at: number): Promise<boolean>;
  /**
   * Drops the id, if nobody has remembered the subject since `mark`: a subject that was closed, or withdrew something,
   * leaves a tombstone until `tombstoneUntil`; any other vanishes (null). False when somebody has remembered it, when it
   * was closed or withdrew meanwhile, when a case of it waits, or when something of it is unproved.
   */
  forgetSubject(ref: string, mark: number, tombstoneUntil: number | null): Promise<boolean>;
  /**
   * Notes that something of a cluster (`<dataset>#<rule>`) may have been erased without a receipt: the subject is not
   * forgotten before `clearUnproved`. Repeatable; does nothing for a subject that is not known, or not any more.
   */
  noteUnproved(ref: string, cluster: string): Promise<void>;
  /** The receipt is on its way to the log. Repeatable. */
  clearUnproved(ref: string, cluster: string): Promise<void>;

  /** Subject, the holds on it, and its records whose purpose is fulfilled, in one read. */
  checkSubject(
    ref: string,
  ): Promise<{ subject: Subject | null; holds: readonly Hold[]; fulfilled: readonly FulfilledRecord[] }>;
  /** Tags of a subject, or of one cluster of it. */
  tags(ref: string, cluster?: { dataset: string; rule: string }): Promise<readonly Tag[]>;
  /** Is there any tag of the subject? Costs the same however many there are. */
  isTagged(ref: string): Promise<boolean>;
  /** Which of these clusters have a tag (eventual). */
  taggedClusters(clusters: readonly Cluster[]): Promise<ReadonlySet<string>>;
  putTags(tags: readonly Tag[]): Promise<void>;
  /** Removes a tag; one with a locator only if the record was not seen again meanwhile. */
  removeTag(tag: Tag): Promise<void>;
}

/** What suspends erasing. Those on one subject are read with it, by `checkSubject`. */
export interface HoldRegistry {
  /** Holds on a whole policy or dataset. */
  wideHolds(scope: string): Promise<readonly Hold[]>;
  /**
   * Lists a hold, then puts it in force. The first with an id stands, and it is the answer: also one that was released.
   * Repeatable. In force means that every check after this sees it; what was checked before is for the caller to wait for.
   */
  placeHold(placed: PlacedHold): Promise<PlacedHold>;
  /**
   * Notes on the list that a hold is released, then takes it out of force. The first release stands. Repeatable. Null:
   * no hold of that id was ever placed.
   */
  releaseHold(id: string, released: { at: number; by: string }): Promise<PlacedHold | null>;
  /** Every hold there ever was, by id. */
  holds(): Promise<readonly PlacedHold[]>;
}

/** Planned timers are a log in time order, urgent ones a heap that is worked down. */
export interface TimerRegistry {
  /** Which of these are there already, by sort key (eventual: a timer too many does no harm). */
  knownTimers(timers: readonly PlannedTimer[]): Promise<ReadonlySet<string>>;
  putPlannedTimers(timers: readonly PlannedTimer[]): Promise<void>;
  putUrgentTimers(timers: readonly UrgentTimer[]): Promise<void>;
  removeUrgentTimers(timers: readonly UrgentTimer[]): Promise<void>;
  /** Planned timers in order, after `cursor` and up to `end` (inclusive) or started at `startedAt`. */
  plannedTimers(name: ShardName, range: TimerRange): Promise<readonly PlannedTimer[]>;
  urgentTimers(name: ShardName, range: TimerRange): Promise<readonly UrgentTimer[]>;
}

/** What workers and holds agree on. */
export interface ShardRegistry {
  shard(name: ShardName): Promise<ShardState>;
  /** The same for many, in their order (eventual: good enough to see where there is work). */
  shardStates(names: readonly ShardName[]): Promise<readonly ShardState[]>;
  /** Writes `next` if the shard is still at `next.page - 1`; false means another worker was quicker. */
  announce(name: ShardName, next: ShardState): Promise<boolean>;
  /** Notes, before a cluster is tried after a crash, who is suspected; false if the page is no longer ours. */
  noteAttempt(name: ShardName, page: number, suspects: readonly Suspect[]): Promise<boolean>;
}

export interface CaseRegistry extends OpeningRegistry {
  case(id: string): Promise<Case | null>;
  /** Those of these cases that exist, in no order: a hundred cost one request. */
  cases(ids: readonly string[]): Promise<readonly Case[]>;
  /** Takes one cluster off a case's outstanding ones (repeatable), to its restricted ones or off altogether. */
  countDown(id: string, cluster: string, to: 'erased' | 'restricted'): Promise<Case>;
  /**
   * Sets the state that a count-down led to, unless the case has moved on since: two workers may count down at once, and
   * the slower must not undo the faster. In the same transaction the case goes on the docket for its certificate, and a
   * completed one off the open ones. Does nothing for one that waits or was refused. Repeatable; rejects for a case that
   * does not exist.
   */
  endCase(ended: Pick<Case, 'id' | 'deadline'>, state: 'restricted' | 'completed', at: number): Promise<void>;
  /**
   * Notes a receipt that is on its way to the log: to be done before the count-down that it leads to. Past `MOST_NOTED`
   * it does nothing. Repeatable; rejects for a case that does not exist.
   */
  noteReceipt(id: string, receipt: string): Promise<void>;
  /**
   * Notes that a recipient has erased too. The first time it said so stands. A completed case goes on the docket, also
   * when this is repeated: a crash may have come between. Null: there is no such case. A recipient that the case does
   * not name, or that was never told of it, changes nothing.
   * @param by the role that took the answer, where the recipient did not give it itself.
   */
  confirmRecipient(id: string, recipient: string, at: number, now: number, by?: string): Promise<Case | null>;
}

/** Cases in time order: those that have not ended by deadline, and those that may be due a certificate. */
export interface Docket {
  /** Cases open or restricted, by deadline. `after`: the `next` of the page before, '' for the beginning. */
  openCases(after: string, limit: number): Promise<{ cases: readonly OpenCase[]; next: string | null }>;
  /** Entries whose time has come, the oldest first. */
  certificatesDue(now: number, limit: number): Promise<readonly DocketEntry[]>;
  putOnDocket(entry: DocketEntry): Promise<void>;
  /**
   * A certificate has been issued: notes it with the case (the first time stands), clears its refusal, takes the entry
   * that led to it off the docket (null: none did) and puts the next look on it, if any (milliseconds). All or nothing;
   * repeatable; rejects for a case that does not exist.
   */
  certified(entry: DocketEntry | null, id: string, issued: Issued, next: number | null): Promise<void>;
  /** The same for a certificate that was refused: the refusal takes the place of the one before. */
  refused(entry: DocketEntry | null, id: string, refusal: Refusal, next: number | null): Promise<void>;
}

export interface TimerRange {
  /** Sort key; '' for the beginning. Exclusive. */
  readonly after: string;
  /** Either a sort key, inclusive, or all that have started at this instant (milliseconds). */
  readonly until: { readonly sortKey: string } | { readonly startedAt: number };
  readonly limit: number;
}
