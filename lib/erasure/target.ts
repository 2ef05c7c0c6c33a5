import type { PlanCluster, PlanDataset } from '../policy/plan.ts';
import type { Locator } from '../registry/model.ts';
import type { Fields } from './record.ts';

/** One record of a subject as a target found it. */
export interface Found {
  /** The record's key, in the target's own writing. Stays inside the target and the tags. */
  readonly key: string;
  /** The record's name where it has several keys: the object, of its versions. Otherwise the key is its name. */
  readonly record?: string;
  /** Times and the cluster's fields; nothing else is read. */
  readonly fields: Fields;
}

/** What a case about one record calls it. */
export const recordOf = ({ key, record }: Found): string => record ?? key;

/** Whose records, and where: a cluster with the subject id resolved. */
export interface Scope {
  readonly subject: string;
  readonly dataset: PlanDataset;
  readonly cluster: PlanCluster;
  /** For datasets found by locator: where the records are. */
  readonly locators: readonly Locator[];
}

/** What one call of `erase` did. */
export interface Erased {
  readonly keys: ReadonlySet<string>;
  /** Records the store would not let go (an object lock): trying again may not help, a person must look. */
  readonly refused: number;
  /** What stopped the call half way; null when it came to its end. What had gone by then is among the keys. */
  readonly failure: unknown;
}

/**
 * A store in which records of subjects are found and erased: one implementation for each kind of store.
 * All methods may be repeated without harm. Throws STORE_UNAVAILABLE when the store does not answer, and nothing
 * else that carries data of a record.
 */
export interface Target {
  /** The subject's records, in pages, by the strongest read that can find them; those already erased are left out. */
  find(scope: Scope): AsyncIterable<readonly Found[]>;
  /**
   * Erases the records, each only if its times, and the fields that are to change, are still what they were when found: a
   * record that was renewed meanwhile stays, and two workers may be at two persons' fields of one record. Does not throw: what went before a failure has to be proved.
   * @param mayTouch asked before each request, for many records take many: what it throws stops the call half way.
   * @default always
   */
  erase(scope: Scope, records: readonly Found[], mayTouch?: () => void): Promise<Erased>;
  /** Reads back, with the strongest read the store has: which of these keys still hold something of the cluster? */
  stillPresent(scope: Scope, keys: readonly string[]): Promise<ReadonlySet<string>>;
  /** Is there any record of the subject in the dataset, erased cluster or not? */
  any(scope: Scope): Promise<boolean>;
  /** How `stillPresent` read, for the receipt. */
  readonly verification: 'strong read by key' | 'strong listing of versions';
  /** True where finding a subject's records lags behind writing them (an index). */
  findLags(dataset: PlanDataset): boolean;
}

export type Targets = (dataset: PlanDataset) => Target;
