import type { Key } from '../keys.ts';

export type StoredItem = Readonly<Record<string, unknown>>;

/**
 * Items under a partition and a sort key, in the order of their sort keys, as the registry's table has them. What goes
 * in and what comes out are copies: a caller cannot change what is stored.
 */
export class Items {
  private readonly partitions = new Map<string, Map<string, StoredItem>>();

  get(key: Key): StoredItem | undefined {
    return structuredClone(this.partitions.get(key.pk)?.get(key.sk));
  }

  /** Writes the whole item. Attributes that are undefined are left out. */
  put(key: Key, item: StoredItem): void {
    const partition = this.partitions.get(key.pk) ?? new Map<string, StoredItem>();
    partition.set(key.sk, structuredClone(withoutUndefined(item)));
    this.partitions.set(key.pk, partition);
  }

  /** False when it was not there. */
  delete(key: Key): boolean {
    return this.partitions.get(key.pk)?.delete(key.sk) ?? false;
  }

  /** Sort keys `from` to `to`, both inclusive, in order. */
  range(pk: string, from: string, to: string, limit = Number.POSITIVE_INFINITY): { sk: string; item: StoredItem }[] {
    const partition = [...(this.partitions.get(pk) ?? [])];
    return partition
      .filter(([sk]) => from <= sk && sk <= to)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([sk, item]) => ({ sk, item: structuredClone(item) }));
  }

  /** Everything, for tests that ask what the registry still knows. */
  all(): { pk: string; sk: string; item: StoredItem }[] {
    return [...this.partitions.keys()]
      .sort()
      .flatMap((pk) => this.range(pk, '', '\uffff').map((row) => ({ pk, ...row })));
  }
}

function withoutUndefined(item: StoredItem): StoredItem {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
}
