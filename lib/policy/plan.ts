import type { PlanPlatform } from './plan-platforms.ts';

/**
 * The plan: what the compiler makes of the policies and the inventory, and the only form of them that the
 * functions carry. Compact JSON, no comments, nothing left to decide.
 *
 * Periods are canonical text (`P180D`, `P3Y`, `P15WD`; see `lib/retention/period.ts`).
 */
export interface Plan {
  readonly format: 'expunge-plan/1';
  readonly policies: Readonly<Record<string, PlanPolicy>>;
  readonly datasets: Readonly<Record<string, PlanDataset>>;
  /** Tables said to hold nothing personal that an audit looks into all the same. Left out: none. */
  readonly checked?: readonly string[];
  /** Who receives personal data from the controllers, by the id that datasets name. */
  readonly recipients: Readonly<Record<string, PlanRecipient>>;
  /** The apps whose platforms tell when a user takes something back. Left out: none. */
  readonly platforms?: readonly PlanPlatform[];
}

/** Somebody who received data from the controller, and is told to erase them when the controller does. */
export interface PlanRecipient {
  readonly id: string;
  readonly name: string;
  /** A processor is bound by our instructions; a controller decides for itself. */
  readonly role: 'processor' | 'controller';
  /** The clause of the policy under which it receives data. */
  readonly ground: string;
  /** Null where it keeps the data. */
  readonly tell: RecipientChannel | null;
  /** `P15WD` …: within what it has to confirm, from the first notice. */
  readonly confirmWithin: string;
  /** Where it is to answer; null: by event, on the bus. */
  readonly confirmTo: string | null;
  /** Why it is not told: the only two reasons that the policies name. Null: it is told. */
  readonly keeps: { readonly because: 'law' | 'own-authorisation'; readonly why: string } | null;
}

export type RecipientChannel =
  | { readonly by: 'https'; readonly url: string }
  /** Name of a queue, or its ARN. */
  | { readonly by: 'sqs'; readonly queue: string }
  /** ARN of an event bus. */
  | { readonly by: 'eventBus'; readonly bus: string }
  /** Lines of a postal address. */
  | { readonly by: 'letter'; readonly address: readonly string[] };

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

export interface PlanDataset {
  readonly id: string;
  readonly policy: string;
  /** The dataset whose records these are: this one has just the fields of another person in them. */
  readonly of?: string;
  readonly store: DynamoStore | S3Store;
  /** Where a record says when it began to age. `collected` is always there. */
  readonly times: Readonly<Partial<Record<StartingPoint, TimeField>>> & { readonly collected: TimeField };
  /** One per rule that has a say in this dataset: together with a subject, a cluster. */
  readonly clusters: readonly PlanCluster[];
  /** Days until the last known copy (PITR, backup, replica) of an erased record is gone. */
  readonly copiesGoneAfterDays: number;
  /** The copies one by one: a copy that was refreshed after an erasure no longer has what was erased. Left out: none. */
  readonly copies?: readonly PlanCopy[];
  /**
   * Every attribute that the inventory knows, by path, in order: personal or not. Whatever else is found in the store is
   * drift. Left out: nothing is called drift.
   */
  readonly attributes?: readonly string[];
  /** Who receives these data from the controller, by id, in order: they have to confirm that they erased them too. */
  readonly recipients: readonly string[];
}

export interface PlanCopy {
  /** `pitr`, or the name that the inventory gives a backup. */
  readonly name: string;
  readonly days: number;
}

export interface TimeField {
  /** Attribute name; for S3 always `LastModified`. */
  readonly field: string;
  readonly as: 'iso' | 'epoch-seconds' | 'epoch-milliseconds';
}

export interface DynamoStore {
  readonly kind: 'dynamodb';
  readonly table: string;
  readonly partitionKey: string;
  readonly sortKey: string | null;
  /**
   * How a subject's records are found: `partition`: the partition key is the subject id (strong reads);
   * `index`: a global index has it (eventual); `locator`: only the registry's tags know.
   */
  readonly subject:
    | { readonly by: 'partition' }
    | { readonly by: 'index'; readonly index: string; readonly attribute: string }
    | { readonly by: 'locator'; readonly attribute: string };
}

export interface S3Store {
  readonly kind: 's3';
  readonly bucket: string;
  /** Ends with `{subject}/`: everything under it is that subject's, every version and delete marker. */
  readonly prefix: string;
}

export interface PlanCluster {
  readonly rule: string;
  /**
   * `delete` removes whole records. `anonymise` changes fields: all that make a record personal, those of other rules and the
   * subject attribute (always `remove`) included, or, where another rule governs the record itself, just the fields of this rule.
   */
  readonly action: Action;
  /** What the rule governs here: the record's own category, and those of its fields, in order. Ids of the policy. */
  readonly categories: readonly string[];
  /** Field path → what becomes of it. Empty for `delete`. */
  readonly fields: Readonly<Record<string, Anonymiser>>;
  /**
   * Derived from the others for triggers alone: `~<category>` takes one category out of records that have several, `!<rule>` deletes
   * records that their rule anonymises. Nothing is armed for it when data is stored.
   */
  readonly only?: 'on trigger';
}

export type Action = 'delete' | 'anonymise';

/** Field-level anonymising. Every one is idempotent, and none keeps a way back; hashing is not among them. */
export type Anonymiser =
  | { readonly how: 'remove' }
  | { readonly how: 'null' }
  | { readonly how: 'constant'; readonly value: string | number | boolean }
  | { readonly how: 'year' }
  | { readonly how: 'region' }
  | { readonly how: 'redact' };
