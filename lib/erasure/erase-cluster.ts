import { ExpungeError } from '../errors.ts';
import type { PlanRule } from '../policy/plan.ts';
import { type Ageing, parsePeriod, type Schedule, schedule } from '../retention/index.ts';
import { timesOf } from './record.ts';
import type { Found, Scope, Target } from './target.ts';

/** The case that covers a cluster: its effective period is the floor, and all of it is promised by the deadline. */
export interface Coverage {
  readonly case: string;
  readonly deadline: number;
}

/** What was done to a cluster and what is left of it. Instants in milliseconds. */
export interface ClusterOutcome {
  /** Records erased and read back. */
  readonly erased: number;
  /** The most urgent promise among the erased: gone by then. Null when nothing was erased. */
  readonly due: number | null;
  readonly left: Left;
  /** What went wrong on the way, if anything: what was erased before still counts and is proved. */
  readonly failure: unknown;
}

/** The records of a cluster that may not go yet. */
export interface Left {
  readonly count: number;
  /** When the first of them must be gone; null when none has a date. */
  readonly nextLatest: number | null;
  /** How many a floor protects although a case covers them, and the day the last of those goes, if known. */
  readonly restricted: number;
  readonly restrictedUntil: number | null;
  /** Records that do not say when they began to age: age alone never erases them. */
  readonly undated: number;
}

export interface EraseClusterInput {
  readonly target: Target;
  readonly scope: Scope;
  readonly rule: PlanRule;
  readonly zone: string;
  readonly coverage: Coverage | null;
  readonly now: () => number;
  /** Throws LEASE_ENDED when nothing may be touched any more; asked before every erasing call. */
  readonly mayTouch: () => void;
}

/**
 * Erases everything of a cluster that may go by now, and reads back that it is gone.
 * Memory does not grow with the number of records. Repeatable. Failures are part of the outcome, but for LEASE_ENDED,
 * which is thrown: the page is another worker's by then.
 */
export async function eraseCluster(input: EraseClusterInput): Promise<ClusterOutcome> {
  const tally = new Tally();
  try {
    for await (const page of input.target.find(input.scope)) await erasePage(input, page, tally);
  } catch (error) {
    if (error instanceof ExpungeError && error.code === 'LEASE_ENDED') throw error;
    return { ...tally.outcome(), failure: error };
  }
  return { ...tally.outcome(), failure: null };
}

async function erasePage(input: EraseClusterInput, page: readonly Found[], tally: Tally): Promise<void> {
  const { target, scope } = input;
  const now = input.now();
  const ripe = new Map<string, { record: Found; due: number }>();
  for (const record of page) {
    const verdict = judge(input, record, now);
    if (verdict.ripe) ripe.set(record.key, { record, due: verdict.due });
    else tally.leave(verdict, input.coverage !== null);
  }
  if (ripe.size === 0) return;

  input.mayTouch();
  const erased = await target.erase(
    scope,
    [...ripe.values()].map((one) => one.record),
  );
  const present = erased.keys.size > 0 ? await target.stillPresent(scope, [...erased.keys]) : new Set();
  for (const [key, { due }] of ripe) {
    if (erased.keys.has(key) && !present.has(key)) tally.erase(due);
    // Renewed while we looked, or not let go: not ours to decide on old knowledge. Look again soon.
    else tally.leave({ when: { latest: due, floorEnds: null }, undated: false }, false);
  }
  // Only now: what did go is proved.
  if (erased.failure !== null) throw erased.failure;
  if (erased.refused > 0) {
    throw new ExpungeError(
      'STORE_REFUSES',
      `The store refused to erase ${erased.refused} records. Look for an object lock or a denying policy on it.`,
      { place: scope.dataset.id },
    );
  }
  if (present.size > 0) {
    throw new ExpungeError('STILL_PRESENT', `${present.size} records were still there after they had been erased.`, {
      place: scope.dataset.id,
    });
  }
}

type Kept = { readonly when: { latest: number; floorEnds: number | null } | null; readonly undated: boolean };
type Verdict = { readonly ripe: true; readonly due: number } | ({ readonly ripe: false } & Kept);

/** May this record go now? */
function judge({ scope, rule, zone, coverage }: EraseClusterInput, record: Found, now: number): Verdict {
  // Nothing to wait for, whatever the record says of its age, or does not say.
  if (coverage !== null && rule.floor === null) return { ripe: true, due: coverage.deadline };
  const times = timesOf(record.fields, scope.dataset, zone, now);
  const start = times.at[rule.start] ?? null;
  const floorStart = rule.floor ? (times.at[rule.floor.start] ?? null) : null;
  // On doubt, do not erase.
  const { undated } = times;
  if (undated) return { ripe: false, when: null, undated };
  const when: Schedule = schedule(ageingOf(rule, zone), { start, floorStart }, coverage !== null);
  if (when.kind === 'never') return { ripe: false, when: null, undated };
  if (when.from > now) return { ripe: false, when, undated };
  // A closure promises by its deadline, or by the end of the floor where that is later.
  const due = coverage === null ? when.latest : Math.max(coverage.deadline, when.latest);
  return { ripe: true, due };
}

/** Counts, in place of lists: memory stays flat. */
class Tally {
  private erased = 0;
  private due: number | null = null;
  private count = 0;
  private nextLatest: number | null = null;
  private restricted = 0;
  private restrictedUntil = 0;
  private restrictedWithoutDate = false;
  private undated = 0;

  erase(due: number): void {
    this.erased++;
    this.due = Math.min(this.due ?? due, due);
  }

  leave(kept: Kept, covered: boolean): void {
    this.count++;
    if (kept.undated) this.undated++;
    if (kept.when) this.nextLatest = Math.min(this.nextLatest ?? kept.when.latest, kept.when.latest);
    if (!covered) return;
    this.restricted++;
    if (kept.when?.floorEnds == null) this.restrictedWithoutDate = true;
    else this.restrictedUntil = Math.max(this.restrictedUntil, kept.when.floorEnds);
  }

  outcome(): Omit<ClusterOutcome, 'failure'> {
    const restrictedUntil = this.restricted === 0 || this.restrictedWithoutDate ? null : this.restrictedUntil;
    return {
      erased: this.erased,
      due: this.due,
      left: {
        count: this.count,
        nextLatest: this.nextLatest,
        restricted: this.restricted,
        restrictedUntil,
        undated: this.undated,
      },
    };
  }
}

/** A rule as the rules of time want it. */
export function ageingOf(rule: PlanRule, zone: string): Ageing {
  return {
    period: rule.period === null ? null : parsePeriod(rule.period),
    floor: rule.floor === null ? null : parsePeriod(rule.floor.period),
    window: rule.window,
    zone,
  };
}
