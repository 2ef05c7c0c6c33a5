import type { Fields } from '../erasure/record.ts';
import type { PlanDataset } from '../policy/plan.ts';
import type { Stored } from './drift.ts';

/** One record as a walk over its store finds it. */
export interface SeenRecord {
  /** As its target would write it. */
  readonly key: string;
  /** The record's name where it has several keys: the object, of its versions. */
  readonly record?: string;
  readonly fields: Fields;
  /** The subject, where the place says it and no field; null: it lies where nobody's records lie. */
  readonly owner?: string | null;
  /** All that is stored, numbers as texts; empty for an object, into which nobody looks. */
  readonly stored: () => Stored;
}

export interface StorePage {
  readonly records: readonly SeenRecord[];
  /** Where the next page begins; null: nowhere. It may have the key of a record in it, and somebody's id in that. */
  readonly next: string | null;
}

/**
 * Reads a store from end to end, whoever's records they are, a page at a time and in the store's own order. A record that
 * stands from the beginning to the end of a pass is found. Changes nothing. Throws STORE_UNAVAILABLE.
 */
export type StoreReader = (after: string | null) => Promise<StorePage>;

/** `table`: one that no dataset describes. */
export type StoreReaders = (place: PlanDataset | { readonly table: string }) => StoreReader;
