/** Instants are milliseconds since 1970-01-01T00:00Z. */
export interface Population {
  readonly seed: string;
  /** When the simulated time begins. */
  readonly start: number;
  readonly subjects: readonly Subject[];
  /** In the order in which they are written. */
  readonly items: readonly ItemRecord[];
  readonly uploads: readonly Upload[];
  /** What must turn up in no receipt, log, dead letter or metric: ids, names, phones and other numbers of everybody. */
  readonly identifying: Identifying;
}

export interface Subject {
  readonly policy: string;
  readonly id: string;
  /** When the account is closed; null: not within the simulated time. */
  readonly closesAt: number | null;
}

/** An item of one of the application's tables. */
export interface ItemRecord {
  readonly dataset: string;
  readonly subject: string;
  readonly writtenAt: number;
  readonly item: Item;
}

export type Item = Readonly<Record<string, Value>>;
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

/** One version of an object, or, without a body, a delete marker over those before. */
export interface Upload {
  readonly dataset: string;
  readonly subject: string;
  readonly writtenAt: number;
  /** Below the subject's prefix. */
  readonly name: string;
  readonly body: Uint8Array | null;
  readonly contentType: string;
}

export interface Identifying {
  readonly ids: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  readonly phones: ReadonlySet<string>;
  readonly numbers: ReadonlySet<string>;
}
