import type { Key } from '../keys.ts';
import type { StoredItem } from './items.ts';

/** What eventually consistent reads see. Instants of one clock, milliseconds. */
export interface Eventual {
  readonly now: () => number;
  /** They see an item as it was then; asked for each item that is read. Not further back than a minute. */
  readonly asOf: () => number;
}

const KEPT = 60_000;

/** What items were before they were last written. */
export class Past {
  private readonly items = new Map<string, { readonly until: number; readonly item: StoredItem | undefined }[]>();
  private readonly eventual: Eventual;

  constructor(eventual: Eventual) {
    this.eventual = eventual;
  }

  /** Notes what is being overwritten just now. */
  keep(key: Key, item: StoredItem | undefined): void {
    const until = this.eventual.now();
    const known = this.items.get(textOf(key)) ?? [];
    this.items.set(textOf(key), [...known.filter((one) => one.until >= until - KEPT), { until, item }]);
  }

  of(key: Key, now: StoredItem | undefined): StoredItem | undefined {
    const at = this.eventual.asOf();
    const earlier = this.items.get(textOf(key))?.find(({ until }) => until > at);
    return earlier === undefined ? now : earlier.item;
  }
}

const textOf = ({ pk, sk }: Key): string => `${pk}\n${sk}`;
