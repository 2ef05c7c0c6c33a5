/** What the plan says of a policy: its rules, its triggers, and what a person may be told. Part of `plan.ts`. */

export interface PlanPolicy {
  readonly id: string;
  readonly version: string;
  /** SHA-256 (hex) of the policy file as it was written: receipts name the promise they kept. */
  readonly digest: string;
  readonly controller: string;
  /** IANA zone in which the policy's days are counted. */
  readonly zone: string;
  /** Where the policy promises to store; null where it promises nothing. */
  readonly residency: 'CN-mainland' | null;
  /** The categories that are stored → the policy's own word for each. */
  readonly categories: Readonly<Record<string, string>>;
  readonly rules: Readonly<Record<string, PlanRule>>;
  /** What may suspend an erasure, by the policy's own letter or number, with the clause that says so. */
  readonly grounds: Readonly<Record<string, string>>;
  /** On what a deadline or a period may be made longer: ground → clause. Only what the text itself has. */
  readonly extensions: Readonly<Record<string, string>>;
  /** For what a request may be refused, by a person: the policy's own letter or number. */
  readonly refusals: Readonly<Record<string, PlanRefusal>>;
  /** A permission of the device or the platform → the categories that are collected by it. */
  readonly permissions: Readonly<Record<string, readonly string[]>>;
  /** A plug-in → the categories that are collected through it. */
  readonly plugins: Readonly<Record<string, readonly string[]>>;
  /** The platform's code for withdrawing something → the categories that go with it. */
  readonly revokeCodes: Readonly<Record<string, readonly string[]>>;
  readonly answers: {
    /** By when a complaint is answered, from receipt. Null: the text promises no time. */
    readonly complaint: { readonly deadline: string; readonly clause: string } | null;
  };
  /** Whom the text treats as a minor; null where it says nothing of them. */
  readonly minors: PlanMinors | null;
  /** What should never be found in a store, by id. */
  readonly prohibited: readonly PlanProhibited[];
  readonly triggers: Readonly<Partial<Record<TriggerKind, PlanTrigger>>>;
}

export interface PlanRefusal {
  readonly clause: string;
  /** Whether the ground itself asks for evidence. */
  readonly evidence: boolean;
  /** Whether the text only allows it (“may”), rather than naming a duty to refuse. */
  readonly discretionary: boolean;
}

export interface PlanMinors {
  /** Years of age; younger than this is a minor. 15 where the text says 14周岁以下, which includes 14 (Civil Code 1259). */
  readonly under: number;
  /** Years of age from which the service may be used at all; null where the text sets no limit. */
  readonly admittedFrom: number | null;
  readonly clause: string;
}

export interface PlanProhibited {
  readonly id: string;
  readonly term: string;
  readonly clause: string;
  /** A category that is used, but never kept, rather than one that is not collected. */
  readonly notStored?: true;
  /** Names of fields, and shapes of values such as `id-number`, by which it would be noticed. */
  readonly detect?: readonly string[];
}

/** What can start an erasure besides the passing of time. The words are the detail types on the bus. */
export type TriggerKind =
  | 'AccountClosed'
  | 'MiniProgramRecordCancelled'
  | 'PlatformAccountCancelled'
  | 'ConsentWithdrawn'
  | 'PermissionRevoked'
  | 'ErasureRequested'
  | 'GuardianRequest'
  | 'PurposeFulfilled'
  | 'UnlawfulProcessing'
  | 'OtherLaw'
  | 'ServiceShutDown';

/** How much of a subject's data a trigger may be about. */
export type ScopeKind = 'account' | 'category' | 'permission' | 'plugin' | 'record' | 'all subjects';

export interface PlanTrigger {
  /** The clause, or the operator decision that stands in for one. */
  readonly clause: string;
  /** What it may be about. `account` where nothing narrower is named. */
  readonly scopes: readonly ScopeKind[];
  /** `P15WD` …: not after this, for the erasure. */
  readonly deadline: string;
  /** What starts the deadline. */
  readonly deadlineFrom: 'receipt' | 'preconditions met';
  /** The other clock: the person has an answer by then, from receipt. Null: the text promises none. */
  readonly reply: string | null;
  /** What has to be proven before anything is erased, in order. */
  readonly gates: readonly PlanGate[];
  /** Rules whose data it may reach, in order. */
  readonly covers: readonly string[];
  /** `delete`: anonymising is not enough for this trigger. Null: as each rule says. */
  readonly action: 'delete' | null;
}

export interface PlanGate {
  /** e.g. `identity`. */
  readonly id: string;
  readonly clause: string;
}

/** When a period or a floor starts to run. Each names a time of the record. */
export type StartingPoint = 'collected' | 'last used' | 'purpose fulfilled' | 'transaction completed';

/** A floor may also start with the end of the relation, which no record knows: only the case that closes the account does. */
export type FloorStart = StartingPoint | 'account closed';

export interface PlanRule {
  readonly id: string;
  /** e.g. `Developer's Storage of Information`. */
  readonly clause: string;
  readonly start: StartingPoint;
  /** Null: no period while the relation lives; only a trigger ends it. */
  readonly period: string | null;
  /** How long before the latest moment erasing may begin, seconds. */
  readonly window: number;
  readonly floor: PlanFloor | null;
  /** What earlier versions promised about the same categories, the oldest first. Left out: nothing. */
  readonly earlier?: readonly EarlierPromise[];
}

/** A period that an earlier version of the policy promised: it still binds what was collected under it. */
export interface EarlierPromise {
  readonly version: string;
  /** When the version after it began to bind. Milliseconds since 1970 UTC. */
  readonly until: number;
  readonly start: StartingPoint;
  readonly period: string;
}

export interface PlanFloor {
  readonly period: string;
  readonly start: FloorStart;
  /** The law that demands it, e.g. `E-commerce Law Art. 31`. */
  readonly law: string;
}
