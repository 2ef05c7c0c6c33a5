import type { PlanPlatform } from './plan-platforms.ts';
import type { PlanPolicy, StartingPoint } from './plan-policy.ts';

export type * from './plan-policy.ts';

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
  /** How many records may go in a UTC day under each rule. Left out: as many as usual, and some. */
  readonly dayBudget?: number;
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
