import { together } from '../concurrency.ts';
import { judge } from '../erasure/erase-cluster.ts';
import { timesOf } from '../erasure/record.ts';
import { sightingsIn, sightingsOf } from '../erasure/sightings.ts';
import { recordOf } from '../erasure/target.ts';
import type { Plan, PlanCluster, PlanDataset, PlanPolicy } from '../policy/plan.ts';
import { coverableIn, coverageOf, isReplaced, letsGo } from '../registry/coverage.ts';
import { isInForce } from '../registry/in-force.ts';
import {
  type Armed,
  type Arming,
  arm,
  type Hold,
  type Registry,
  type Sighting,
  type UrgentTimer,
} from '../registry/index.ts';
import { urgentSortKey } from '../registry/keys.ts';
import type { SeenRecord } from './store-reader.ts';

/** What looking through some records of a dataset came to. */
export interface LookedThrough {
  /** Clusters that had no timer or tag: they have now. */
  readonly untracked: number;
  /** Records that should be gone by now: their time is over, or a case covers them and no floor keeps them. */
  readonly due: number;
  /** Those of them that a hold keeps. */
  readonly held: number;
  readonly undated: number;
  /** Records with something personal and nobody whose it is. */
  readonly ownerless: number;
}

export interface LookOffice extends Arming {
  readonly plan: Plan;
}

const PARALLEL = 8;

/**
 * Does for records that lie in a store what `tag` does for those that arrive: each has a timer afterwards, and what a
 * tombstone, a closure or a withdrawal covers, or whose time is over, is looked at at once. Counts what should be gone.
 * Erases nothing. Repeatable.
 * @param event names the walk: urgent timers of one walk are one timer.
 */
export async function lookThrough(
  records: readonly SeenRecord[],
  dataset: PlanDataset,
  event: string,
  office: LookOffice,
): Promise<LookedThrough> {
  const policy = office.plan.policies[dataset.policy];
  if (policy === undefined) return { untracked: 0, due: 0, held: 0, undated: 0, ownerless: 0 };
  const now = office.clock.now();
  const seen = records.map((record) => ({ record, sightings: sighted(record, dataset, event, policy, office, now) }));
  const sightings = seen.flatMap((one) => one.sightings ?? []);
  const { urgent, untracked, remembered } = await arm(sightings, office);
  await lookAgainAt(remembered, office);

  const suspected = new Set(urgent.map(({ ref, rule }) => `${ref}#${rule}`));
  const judgeOne = await judgeOf(new Set(urgent.map(({ ref }) => ref)), dataset, policy, office);
  const verdicts = seen.map(({ record, sightings: some }) => {
    const theirs = (some ?? []).filter((one) => suspected.has(`${refOf(one, office)}#${one.rule}`));
    return worst(theirs.map((one) => judgeOne(record, one, now)));
  });
  const count = (what: Verdict) => verdicts.filter((one) => one === what).length;
  return {
    untracked,
    due: count('due'),
    held: count('held'),
    undated: seen.filter((one) => one.sightings?.some(({ undated }) => undated)).length,
    ownerless: seen.filter((one) => one.sightings === null).length,
  };
}

/**
 * A record may have gone since it was read, and its subject have been about to be forgotten: the id that was written again
 * would stay. Whoever finds nothing there forgets it.
 */
async function lookAgainAt(remembered: Armed['remembered'], { registry, clock }: LookOffice): Promise<void> {
  const startAt = Math.floor(clock.now() / 1000) * 1000;
  const timers = remembered.map(({ action, ref, dataset, rule, record }): UrgentTimer => {
    return { action, ref, dataset, rule, startAt, nonce: 'remembered', ...(record !== undefined && { record }) };
  });
  await registry.putUrgentTimers([...new Map(timers.map((timer) => [urgentSortKey(timer), timer])).values()]);
}

type Verdict = 'due' | 'held' | 'may stay';

/** One record of several clusters is one record. */
function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('due')) return 'due';
  return verdicts.includes('held') ? 'held' : 'may stay';
}

const refOf = ({ policy, subject }: Sighting, { referencer }: LookOffice): string =>
  referencer.subject(policy, subject);

/** Null where nobody can tell whose the record is. */
function sighted(
  { key, fields, owner }: SeenRecord,
  dataset: PlanDataset,
  event: string,
  { zone }: PlanPolicy,
  { plan }: LookOffice,
  now: number,
): readonly Sighting[] | null {
  if (owner === undefined) return sightingsIn({ dataset, fields, key, event }, plan, now);
  if (owner === null) return null;
  return sightingsOf({ dataset, subject: owner, times: timesOf(fields, dataset, zone, now), key: '', event }, plan);
}

/** Judges as a worker would at this moment, by the same strong reads. Only those are read who have something urgent. */
async function judgeOf(refs: ReadonlySet<string>, dataset: PlanDataset, policy: PlanPolicy, office: LookOffice) {
  const { registry, clock } = office;
  const known = await knownOf(refs, registry);
  const wide = refs.size === 0 ? [] : await wideHoldsOn([dataset.id, policy.id], registry);
  return (record: SeenRecord, sighting: Sighting, now: number): Verdict => {
    const ref = refOf(sighting, office);
    const checked = known.get(ref);
    const cluster = dataset.clusters.find((one): one is PlanCluster => one.rule === sighting.rule);
    const rule = policy.rules[sighting.rule];
    if (checked?.subject == null || cluster === undefined || rule === undefined) return 'may stay';
    const { subject, fulfilled, holds } = checked;
    const coverable = coverableIn(dataset, cluster);
    // What deletes the whole record sees to it.
    if (isReplaced(subject, coverable)) return 'may stay';
    const name = recordOf(record);
    const own = fulfilled.find((one) => one.key === name && letsGo(one, { dataset: dataset.id, rule: rule.id }));
    const coverage = coverageOf(subject, coverable);
    const consents = new Set(Object.keys(subject.consents ?? {}));
    const closedAt = subject.closure?.at ?? null;
    const judging = { scope: { dataset }, rule, policy, consents, closedAt, coverage };
    const verdict = judge(judging, record, own ?? null, now);
    const isCovered = coverage !== null || own !== undefined;
    // An age gives its worker a window: before its end nothing is late.
    if (!verdict.ripe || (!isCovered && verdict.due > now)) return 'may stay';
    return [...holds, ...wide].some((hold) => isInForce(hold, clock.now())) ? 'held' : 'due';
  };
}

async function knownOf(refs: ReadonlySet<string>, registry: Pick<Registry, 'checkSubject'>) {
  const each = await together([...refs], PARALLEL, async (ref) => [ref, await registry.checkSubject(ref)] as const);
  return new Map(each);
}

async function wideHoldsOn(scopes: readonly string[], registry: Pick<Registry, 'wideHolds'>): Promise<readonly Hold[]> {
  return (await together(scopes, PARALLEL, (scope) => registry.wideHolds(scope))).flat();
}
