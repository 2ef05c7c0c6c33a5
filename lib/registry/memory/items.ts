import type { Key } from '../keys.ts';
import { type Eventual, Past } from './past.ts';

export type StoredItem = Readonly<Record<string, unknown>>;

/**
 * Items under a partition and a sort key, in the order of their sort keys, as the registry's table has them. What goes
 * in and what comes out are copies: a caller cannot change what is stored.
 */
export class Items {
  private readonly partitions = new Map<string, Partition>();
  private readonly past: Past | null;

  constructor(eventual?: Eventual) {
    this.past = eventual === undefined ? null : new Past(eventual);
  }

  get(key: Key): StoredItem | undefined {
    return copy(this.partitions.get(key.pk)?.items.get(key.sk));
  }

  /** As an eventually consistent read answers. */
  getEventually(key: Key): StoredItem | undefined {
    const now = this.get(key);
    return this.past === null ? now : copy(this.past.of(key, now));
  }

  /** Writes the whole item. Attributes that are undefined are left out. */
  put(key: Key, item: StoredItem): void {
    const partition = this.partitions.get(key.pk) ?? { items: new Map<string, StoredItem>(), order: [] };
    this.past?.keep(key, partition.items.get(key.sk));
    if (!partition.items.has(key.sk)) partition.order.splice(placeOf(key.sk, partition.order), 0, key.sk);
    partition.items.set(key.sk, copy(withoutUndefined(item)));
    this.partitions.set(key.pk, partition);
  }

  /** False when it was not there. */
  delete(key: Key): boolean {
    const partition = this.partitions.get(key.pk);
    this.past?.keep(key, partition?.items.get(key.sk));
    if (!partition?.items.delete(key.sk)) return false;
    partition.order.splice(placeOf(key.sk, partition.order), 1);
    return true;
  }

  /** Sort keys `from` to `to`, both inclusive, in order. */
  range(pk: string, from: string, to: string, limit = Number.POSITIVE_INFINITY): { sk: string; item: StoredItem }[] {
    const { items, order } = this.partitions.get(pk) ?? { items: new Map<string, StoredItem>(), order: [] };
    const found: { sk: string; item: StoredItem }[] = [];
    for (let at = placeOf(from, order); at < order.length && found.length < limit; at++) {
      const sk = order[at] ?? '';
      if (sk > to) break;
      found.push({ sk, item: copy(items.get(sk) ?? {}) });
    }
    return found;
  }

  /** Everything, for tests that ask what the registry still knows. */
  all(): { pk: string; sk: string; item: StoredItem }[] {
    return [...this.partitions.keys()]
      .sort()
      .flatMap((pk) => this.range(pk, '', '\uffff').map((row) => ({ pk, ...row })));
  }
}

interface Partition {
  readonly items: Map<string, StoredItem>;
  /** Its sort keys, in order. */
  readonly order: string[];
}

/** Where this sort key is among these, or would be. */
function placeOf(sk: string, order: readonly string[]): number {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((order[middle] ?? '') < sk) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** As `structuredClone`, and many times as fast for what items are made of. */
function copy<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copy) as T;
  if (Object.getPrototypeOf(value) !== Object.prototype) return structuredClone(value);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, copy(one)])) as T;
}

function withoutUndefined(item: StoredItem): StoredItem {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
}
