import { ExpungeError } from '../errors.ts';
import type { PlanPolicy, PlanRule } from '../policy/plan.ts';
import type { Coverage } from '../registry/coverage.ts';
import type { FulfilledRecord } from '../registry/model.ts';
import type { UnitBrake } from './brakes.ts';
import { timesOf } from './record.ts';
import { type Kept, Tally } from './tally.ts';
import { type Found, recordOf, type Scope, type Target } from './target.ts';
import { whenErased } from './when-erased.ts';

/** What was done to a cluster and what is left of it. Instants in milliseconds. */
export interface ClusterOutcome {
  /** Records erased and read back: by age or by the case that covers all of the cluster. */
  readonly erased: Done;
  /** Those that went because their own purpose was fulfilled: case → what it comes to. */
  readonly fulfilled: ReadonlyMap<string, Done>;
  readonly left: Left;
  /** Of those left: how many could go, and a brake keeps them. */
  readonly braked: number;
  /** What went wrong on the way, if anything: what was erased before still counts and is proved. */
  readonly failure: unknown;
  /** The store was asked to erase, and what came of it is not known: something may be gone that does not count. */
  readonly unproved: boolean;
}

export interface Done {
  readonly records: number;
  /** The most urgent promise among them: gone by then. Null when there are none. */
  readonly due: number | null;
}

/** The records of a cluster that may not go yet. */
export interface Left {
  readonly count: number;
  /** When the first of them must be gone; null when none has a date. */
  readonly nextLatest: number | null;
  /** How many are covered by a case. */
  readonly covered: number;
  /** How many a floor protects although a case covers them, and the day the last of those goes, if known. */
  readonly restricted: number;
  readonly restrictedUntil: number | null;
  /** Records that do not say when they began to age: age alone never erases them. */
  readonly undated: number;
  /** Of cases about one record: what keeps that record here. A case that is not among them has nothing left here. */
  readonly fulfilled: ReadonlyMap<string, Remainder>;
}

/** Why a record that a case of its own covers is still there: a floor, until when if that is known, or nothing but bad luck. */
export type Remainder = { readonly restricted: true; readonly until: number | null } | { readonly restricted: false };

export interface EraseClusterInput {
  readonly target: Target;
  readonly scope: Scope;
  readonly rule: PlanRule;
  readonly policy: Pick<PlanPolicy, 'version' | 'zone'>;
  /** Versions of the policy that the subject consented to. */
  readonly consents: ReadonlySet<string>;
  /** When the subject's account was closed; null: it is open. */
  readonly closedAt: number | null;
  /** The case that covers all of the cluster. */
  readonly coverage: Coverage | null;
  /** Records that a case of their own covers, by their names: see `recordOf`. */
  readonly fulfilled: ReadonlyMap<string, FulfilledRecord>;
  readonly now: () => number;
  /** Throws LEASE_ENDED when nothing may be touched any more; asked before every erasing request. */
  readonly mayTouch: () => void;
  /** Of so many records how many may go; asked before every erasing request. */
  readonly brake: UnitBrake;
}

/**
 * Erases everything of a cluster that may go by now, and reads back that it is gone.
 * Memory does not grow with the number of records. Repeatable. Failures are part of the outcome, but for LEASE_ENDED,
 * which is thrown: the page is another worker's by then.
 */
export async function eraseCluster(input: EraseClusterInput): Promise<ClusterOutcome> {
  const tally = new Tally();
  const doubt: Doubt = { unproved: false };
  try {
    for await (const page of input.target.find(input.scope)) await erasePage(input, page, tally, doubt);
  } catch (error) {
    if (error instanceof ExpungeError && error.code === 'LEASE_ENDED') throw error;
    return { ...tally.outcome(), failure: error, ...doubt };
  }
  return { ...tally.outcome(), failure: null, ...doubt };
}

/** From when the store is asked until it has been read back. */
interface Doubt {
  unproved: boolean;
}

async function erasePage(input: EraseClusterInput, page: readonly Found[], tally: Tally, doubt: Doubt): Promise<void> {
  const { target, scope, brake } = input;
  const now = input.now();
  const ripe = new Map<string, Ripe>();
  for (const record of page) {
    const own = input.fulfilled.get(recordOf(record)) ?? null;
    const verdict = judge(input, record, own, now);
    if (verdict.ripe) ripe.set(record.key, { record, due: verdict.due, own });
    else tally.keep(verdict, input.coverage !== null, own?.case ?? null);
  }
  if (ripe.size === 0) return;

  const allowed = await brake.allow(ripe.size);
  for (const [key, { due, own }] of [...ripe].slice(allowed.records)) {
    tally.brake(due, input.coverage !== null, own?.case ?? null);
    ripe.delete(key);
  }
  if (ripe.size === 0) return;

  input.mayTouch();
  doubt.unproved = true;
  const erased = await target.erase(
    scope,
    [...ripe.values()].map((one) => one.record),
    input.mayTouch,
  );
  // Where it was cut short, nobody knows how much of the rest has gone.
  if (erased.failure === null) allowed.spare(allowed.records - erased.keys.size);
  const present = erased.keys.size > 0 ? await target.stillPresent(scope, [...erased.keys]) : new Set();
  doubt.unproved = erased.failure !== null;
  for (const [key, { due, own }] of ripe) {
    // What covers all of the cluster comes first: it would have taken the record with or without its own case.
    const byOwn = input.coverage === null ? (own?.case ?? null) : null;
    if (erased.keys.has(key) && !present.has(key)) tally.erase(due, byOwn);
    // Renewed while we looked, or not let go: not ours to decide on old knowledge. Look again soon.
    else tally.miss(due, input.coverage !== null, own?.case ?? null);
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

type Ripe = { readonly record: Found; readonly due: number; readonly own: FulfilledRecord | null };
type Verdict = { readonly ripe: true; readonly due: number } | ({ readonly ripe: false } & Kept);

/** What decides about a record, besides itself. */
export type Judging = Pick<EraseClusterInput, 'rule' | 'policy' | 'consents' | 'closedAt' | 'coverage'> & {
  readonly scope: Pick<Scope, 'dataset'>;
};

/** May this record go now? `own`: the case about just this record, if there is one. */
export function judge(
  { scope, rule, policy, consents, closedAt, coverage }: Judging,
  record: Pick<Found, 'fields'>,
  own: FulfilledRecord | null,
  now: number,
): Verdict {
  const covered = coverage !== null || own !== null;
  const promised = Math.min(...[coverage, own].flatMap((one) => one?.deadline ?? []));
  // Nothing to wait for, whatever the record says of its age, or does not say.
  if (covered && rule.floor === null) return { ripe: true, due: promised };
  const times = timesOf(record.fields, scope.dataset, policy.zone, now);
  // On doubt, do not erase.
  const { undated } = times;
  if (undated) return { ripe: false, when: null, undated };
  const when = whenErased(times, { policy, rule, covered, consents, closedAt });
  if (when.kind === 'never') return { ripe: false, when: null, undated };
  if (when.from > now) return { ripe: false, when, undated };
  // A case promises by its deadline, or by the end of the floor where that is later.
  return { ripe: true, due: covered ? Math.max(promised, when.latest) : when.latest };
}
