import type { Clock } from '../clock.ts';
import { ExpungeError } from '../errors.ts';
import { effectOf } from '../policy/effect.ts';
import type { Plan, PlanDataset } from '../policy/plan.ts';
import { datasetsOf, own } from '../policy/plan-index.ts';
import { type BrakeRegistry, brakeState, dayBudgetOf, daysBetween, onDay, utcDay } from './brakes.ts';
import { bringForward, everyShard } from './bring-forward.ts';
import { clusterName } from './keys.ts';
import type { Approval, Brake, BrakeName, BrakeState, Waiting } from './model.ts';
import type { TimerRegistry } from './registry.ts';

export interface ApprovalOffice {
  readonly plan: Plan;
  readonly registry: BrakeRegistry & TimerRegistry;
  readonly clock: Clock;
  /** A power of two up to 64. */
  readonly shards: number;
}

/** What somebody agrees to: what the deployed plan does, for every rule of a policy that waits, or fewer of them. */
export interface ApprovalOrder {
  readonly policy: string;
  readonly dataset?: string;
  readonly rule?: string;
  /** How many more records may go today, under each rule. @default a day's budget */
  readonly records?: number;
  /** A role, not a name. */
  readonly by: string;
}

/** How a rule in a dataset stands. Instants in milliseconds. */
export interface BrakeStanding extends BrakeName {
  readonly policy: string;
  /** The version that is deployed. */
  readonly policyVersion: string;
  readonly state: BrakeState;
  /** The last time somebody agreed, be it to something else than what is deployed; null: nobody ever did. */
  readonly approved: Approval | null;
  /** Since when it is paused; null: it is not. */
  readonly pausedAt: number | null;
  /** Since when what is deployed is known not to be what was approved; null: it is, or no worker has met it yet. */
  readonly observedAt: number | null;
  /** About how many records looks found on a day that would have gone: the last day, or the one before if that was more. */
  readonly waiting: { readonly day: string; readonly records: number } | null;
  /** The last UTC civil day on which it erased. In `observe`: what a day would be given. */
  readonly today: { readonly day: string | null; readonly budget: number; readonly left: number };
}

/** Longer is no role. */
const LONGEST_ROLE = 200;
/** More records than any store has. */
const MOST_RECORDS = 1e12;

/** Every rule in every dataset of the plan, derived ones among them, by dataset and rule, and how it stands. */
export async function brakesOf(plan: Plan, registry: Pick<BrakeRegistry, 'brakes'>): Promise<readonly BrakeStanding[]> {
  const pairs = pairsOf(Object.values(plan.datasets), plan);
  const brakes = new Map((await registry.brakes(pairs)).map((brake) => [clusterName(brake), brake]));
  return pairs.map((pair) => standingOf(pair, brakes.get(clusterName(pair)) ?? null));
}

/**
 * Notes that somebody agrees to what the deployed plan does, lifts the brakes concerned, and has what waited looked at now:
 * those that wait, or the one that is named by dataset and rule. From now to the end of the UTC day as many more records
 * may go under each as the order says; where a brake was not on, at least as many. Repeatable; one that was interrupted is
 * to be repeated, with dataset and rule where it had named them.
 * @returns the brakes concerned, as they stand now. None: nothing waited.
 * @throws ExpungeError BRAKE_UNKNOWN: no such policy, dataset or rule is deployed. BRAKE_INVALID: a number of records that
 * is none, or nobody who approves.
 */
export async function approve(order: ApprovalOrder, office: ApprovalOffice): Promise<readonly BrakeStanding[]> {
  const { registry, clock, shards } = office;
  const pairs = read(order, office);
  const brakes = new Map((await registry.brakes(pairs)).map((brake) => [clusterName(brake), brake]));
  const isNamed = order.dataset !== undefined && order.rule !== undefined;
  const standings: BrakeStanding[] = [];
  for (const pair of pairs) {
    const seen = brakes.get(clusterName(pair)) ?? null;
    if (!isNamed && brakeState(seen, pair.effect) === 'running') continue;
    standings.push(standingOf(pair, await lift(pair, seen, order, office)));
  }
  // Also where it was lifted before: whoever did so may have died before this.
  const lifted = new Set(pairs.map(clusterName));
  const waits = (timer: { dataset: string; rule: string; braked?: true }) =>
    timer.braked === true && lifted.has(clusterName(timer));
  await bringForward(everyShard(shards), waits, clock.now(), registry);
  return standings;
}

interface Pair extends BrakeName {
  readonly policy: string;
  readonly policyVersion: string;
  /** `effectOf` the plan. */
  readonly effect: string;
  readonly dayBudget: number | undefined;
}

function pairsOf(datasets: readonly PlanDataset[], plan: Plan): readonly Pair[] {
  return datasets.flatMap((dataset) =>
    dataset.clusters.map((cluster) => ({
      policy: dataset.policy,
      policyVersion: own(plan.policies, dataset.policy)?.version ?? '',
      dataset: dataset.id,
      rule: cluster.rule,
      effect: effectOf(plan, dataset, cluster),
      dayBudget: dataset.dayBudget,
    })),
  );
}

function read({ policy, dataset, rule, records, by }: ApprovalOrder, { plan }: ApprovalOffice): readonly Pair[] {
  const place = [policy, dataset, rule].filter((part) => part !== undefined).join(' ');
  if (by.trim() === '' || by.length > LONGEST_ROLE) {
    throw refused('BRAKE_INVALID', `it has to say who approves, a role of at most ${LONGEST_ROLE} characters`, place);
  }
  if (records !== undefined && !(Number.isInteger(records) && records >= 1 && records <= MOST_RECORDS)) {
    throw refused('BRAKE_INVALID', 'the number of records is no positive whole number', place);
  }
  if (own(plan.policies, policy) === undefined) {
    throw refused('BRAKE_UNKNOWN', 'no policy of that id is deployed', place);
  }
  const datasets = datasetsOf(plan, policy).filter(({ id }) => dataset === undefined || id === dataset);
  if (dataset !== undefined && datasets.length === 0) {
    throw refused('BRAKE_UNKNOWN', 'the policy has no dataset of that id', place);
  }
  const pairs = pairsOf(datasets, plan).filter((pair) => rule === undefined || pair.rule === rule);
  if (rule !== undefined && pairs.length === 0) {
    throw refused('BRAKE_UNKNOWN', 'no rule of that id has a say there', place);
  }
  return pairs;
}

/** Workers may take from the brake meanwhile: it is read again until nobody came between. */
async function lift(
  pair: Pair,
  known: Brake | null,
  { records, by }: ApprovalOrder,
  { registry, clock }: ApprovalOffice,
): Promise<Brake> {
  for (let seen = known; ; [seen = null] = await registry.brakes([pair])) {
    const now = clock.now();
    const { effect, policyVersion } = pair;
    const next = withMore(seen, pair, { effect, at: now, by, policyVersion }, records);
    if (await registry.saveBrake(next)) return next;
  }
}

function withMore(seen: Brake | null, pair: Pair, approved: Approval, records: number | undefined): Brake {
  const { dataset, rule, effect, dayBudget } = pair;
  const today = utcDay(approved.at);
  const isFirst = seen?.approved === undefined;
  // Days on which nothing was allowed to go say nothing of what is usual.
  const base =
    isFirst || isFarAhead(seen.day, today)
      ? { day: today, budget: 0, left: 0, before: seen?.approved === undefined ? [] : seen.before }
      : onDay(seen, today, dayBudget);
  const { day, budget, left, before } = base;
  const more = records ?? dayBudgetOf(before, dayBudget);
  const nowLeft = seen !== null && brakeState(seen, effect) === 'running' ? Math.max(left, more) : more;
  const step = (seen?.step ?? 0) + 1;
  return { dataset, rule, step, approved, day, budget: budget - left + nowLeft, left: nowLeft, before };
}

/** Some clock had run far ahead: without this no day would have a budget until that day comes. */
const isFarAhead = (day: string, today: string): boolean => daysBetween(today, day) > 1;

function standingOf(pair: Pair, brake: Brake | null): BrakeStanding {
  const { policy, policyVersion, dataset, rule, effect, dayBudget } = pair;
  const state = brakeState(brake, effect);
  const { approved, pausedAt, observed, waiting, day = null, before = [] } = brake ?? {};
  const today =
    brake === null || state === 'observe'
      ? { day, budget: dayBudgetOf(before, dayBudget), left: 0 }
      : { day, budget: brake.budget, left: brake.left };
  return {
    policy,
    policyVersion,
    dataset,
    rule,
    state,
    approved: approved ?? null,
    pausedAt: state === 'paused' ? (pausedAt ?? null) : null,
    observedAt: state === 'observe' ? (observed?.at ?? null) : null,
    waiting: state === 'running' || waiting === undefined ? null : mostWaiting(waiting),
    today,
  };
}

/** Early in a day few have been looked at: the day before says more. */
function mostWaiting({ day, records, before }: Waiting): { day: string; records: number } {
  return records >= before ? { day, records } : { day: utcDay(Date.parse(day) - 1), records: before };
}

function refused(code: 'BRAKE_UNKNOWN' | 'BRAKE_INVALID', why: string, place: string): ExpungeError {
  const message = `Nothing was approved: ${why}. \`expunge approve\` lists what there is.`;
  return new ExpungeError(code, message, { place: `brake ${place}` });
}
