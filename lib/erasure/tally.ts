import type { ClusterOutcome, Done, Remainder } from './erase-cluster.ts';

/** A record that may not go yet: when it must, and whether it says how old it is. */
export interface Kept {
  readonly when: { readonly latest: number; readonly floorEnds: number | null } | null;
  readonly undated: boolean;
}

/** Counts, in place of lists: memory grows with the cases about single records, not with the records. */
export class Tally {
  private erased: Done = NOTHING;
  private readonly erasedByOwn = new Map<string, Done>();
  private count = 0;
  private nextLatest: number | null = null;
  private covered = 0;
  private restricted = 0;
  private restrictedUntil = 0;
  private restrictedWithoutDate = false;
  private undated = 0;
  private braked = 0;
  private readonly remainders = new Map<string, Remainder>();

  /** `own`: the case about just this record, where nothing else would have taken it. */
  erase(due: number, own: string | null): void {
    if (own === null) this.erased = oneMore(this.erased, due);
    else this.erasedByOwn.set(own, oneMore(this.erasedByOwn.get(own) ?? NOTHING, due));
  }

  /** Stays because of its age, its floor, or because nobody knows. */
  keep(kept: Kept, covered: boolean, own: string | null): void {
    this.count++;
    if (kept.undated) this.undated++;
    if (kept.when) this.promise(kept.when.latest);
    const until = kept.when?.floorEnds ?? null;
    if (own !== null) this.remain(own, { restricted: true, until });
    if (!covered && own === null) return;
    this.covered++;
    this.restricted++;
    if (until === null) this.restrictedWithoutDate = true;
    else this.restrictedUntil = Math.max(this.restrictedUntil, until);
  }

  /** Should have gone, and has not. */
  miss(due: number, covered: boolean, own: string | null): void {
    this.count++;
    this.promise(due);
    if (covered || own !== null) this.covered++;
    if (own !== null) this.remain(own, { restricted: false });
  }

  /** Could go, and a brake keeps it. */
  brake(due: number, covered: boolean, own: string | null): void {
    this.braked++;
    this.miss(due, covered, own);
  }

  outcome(): Omit<ClusterOutcome, 'failure' | 'unproved'> {
    const restrictedUntil = this.restricted === 0 || this.restrictedWithoutDate ? null : this.restrictedUntil;
    return {
      erased: this.erased,
      fulfilled: this.erasedByOwn,
      braked: this.braked,
      left: {
        count: this.count,
        nextLatest: this.nextLatest,
        covered: this.covered,
        restricted: this.restricted,
        restrictedUntil,
        undated: this.undated,
        fulfilled: this.remainders,
      },
    };
  }

  private promise(latest: number): void {
    this.nextLatest = Math.min(this.nextLatest ?? latest, latest);
  }

  /** Several versions of an object are one record: it is restricted only if nothing else is the matter with any. */
  private remain(own: string, remainder: Remainder): void {
    const known = this.remainders.get(own);
    if (known?.restricted === false) return;
    if (!remainder.restricted || known === undefined) this.remainders.set(own, remainder);
    else this.remainders.set(own, { restricted: true, until: later(known.until, remainder.until) });
  }
}

const NOTHING: Done = { records: 0, due: null };

function oneMore({ records, due: known }: Done, due: number): Done {
  return { records: records + 1, due: Math.min(known ?? due, due) };
}

/** Null is later than every date: nobody knows it. */
function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.max(a, b);
}
