/**
 * A time in which evidence names subjects under one key. Its id is the UTC year in which it began, `2026`; what begins
 * in the same year is `2026.2`, `2026.3` and so on.
 */
export interface Epoch {
  readonly id: string;
  /** Milliseconds since 1970, as all instants here. */
  readonly begunAt: number;
  /** When its key was destroyed for good; null: it lives. */
  readonly destroyedAt: number | null;
}

export interface StoredEpoch extends Epoch {
  /** 32 random bytes, without which nobody can derive the epoch's key again. Null: destroyed. */
  readonly secret: Uint8Array | null;
}

/** Where the epochs are kept with their secrets. All reads are strong, and what a method answers is durable by then. */
export interface EpochStore {
  /** Every epoch there ever was, the oldest first. */
  list(): Promise<readonly StoredEpoch[]>;
  /** False where the epoch has begun before, destroyed or not: nothing was written. Of two at once one is true. */
  begin(epoch: { readonly id: string; readonly begunAt: number; readonly secret: Uint8Array }): Promise<boolean>;
  /** Removes the secret and notes when. False where there is no such epoch, or its secret is gone already. */
  destroy(id: string, at: number): Promise<boolean>;
}

/** Year and place in the year, to be compared as numbers: `2026.10` comes after `2026.9`. */
export function partsOf(id: string): { readonly year: number; readonly turn: number } {
  const [year, turn = '1'] = id.split('.');
  return { year: Number(year), turn: Number(turn) };
}

export function inOrder<T extends Epoch>(epochs: readonly T[]): T[] {
  return [...epochs].sort((a, b) => {
    const [first, second] = [partsOf(a.id), partsOf(b.id)];
    return first.year - second.year || first.turn - second.turn;
  });
}
