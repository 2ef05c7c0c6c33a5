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
}

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
  readonly triggers: Readonly<Partial<Record<TriggerKind, PlanTrigger>>>;
}

/** What can start an erasure besides the passing of time. The words are the detail types on the bus. */
export type TriggerKind = 'AccountClosed';

export interface PlanTrigger {
  /** `P15WD` …: not after this, counted from receipt. */
  readonly deadline: string;
  /** The clause, or the operator decision that stands in for one. */
  readonly clause: string;
  /** Rules whose effective period falls to the floor. */
  readonly covers: readonly string[];
}

/** When a period or a floor starts to run. Each names a time of the record. */
export type StartingPoint = 'collected' | 'last used' | 'purpose fulfilled' | 'transaction completed';

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
}

export interface PlanFloor {
  readonly period: string;
  readonly start: StartingPoint;
  /** The law that demands it, e.g. `E-commerce Law Art. 31`. */
  readonly law: string;
}

export interface PlanDataset {
  readonly id: string;
  readonly policy: string;
  readonly store: DynamoStore | S3Store;
  /** Where a record says when it began to age. `collected` is always there. */
  readonly times: Readonly<Partial<Record<StartingPoint, TimeField>>> & { readonly collected: TimeField };
  /** One per rule that has a say in this dataset: together with a subject, a cluster. */
  readonly clusters: readonly PlanCluster[];
  /** Days until the last known copy (PITR, backup, replica) of an erased record is gone. */
  readonly copiesGoneAfterDays: number;
  /** Who receives these data from the controller, by id, in order: they have to confirm that they erased them too. */
  readonly recipients: readonly string[];
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
