import { together } from '../concurrency.ts';
import type { Plan } from '../policy/plan.ts';
import { clusterOf, ruleOf } from '../policy/plan-index.ts';
import { plannedSortKey, startedBound } from '../registry/keys.ts';
import type { PlannedTimer } from '../registry/model.ts';
import type { TimerRegistry } from '../registry/registry.ts';
import type { CategoryForecast, Forecast } from './backlog.ts';
import type { ShardLook } from './read-timers.ts';

const DAY = 86_400_000;
const DAYS = 90;
const WEEKS = Math.ceil(DAYS / 7);
/** Timers in one request: some 150 bytes each, and DynamoDB ends a page at 1 MB. */
const PAGE = 5000;
/** Requests that a forecast may cost, whatever is stored. */
const BUDGET = 512;
const PARALLEL = 8;

/**
 * What will be due within 90 days, from the timers that are planned. Where all of them would be too many requests, as many
 * whole shards are read as the budget allows, and the numbers become estimates.
 */
export async function readForecast(
  registry: TimerRegistry,
  shards: readonly ShardLook[],
  plan: Plan,
  now: number,
): Promise<Forecast> {
  const budget = { left: BUDGET };
  const byShard = Map.groupBy(shards, ({ name }) => name.shard);
  const read = await together([...byShard.values()], PARALLEL, async (looks) => {
    const counts: Counts = { clusters: 0, weeks: new Map() };
    for (const look of looks) if (!(await readShard(registry, look, plan, now, budget, counts))) return null;
    return counts;
  });
  const whole = read.filter((counts) => counts !== null);
  // Shards are the first bits of an HMAC of the subject: what is in some of them stands for what is in all.
  const scale = (number: number) => (whole.length === 0 ? 0 : Math.round((number * byShard.size) / whole.length));
  const weeks = new Map<string, number[]>();
  for (const counts of whole) {
    for (const [name, some] of counts.weeks) {
      const known = weeks.get(name) ?? new Array<number>(WEEKS).fill(0);
      weeks.set(
        name,
        known.map((sum, week) => sum + (some[week] ?? 0)),
      );
    }
  }
  return {
    days: DAYS,
    shards: byShard.size,
    shardsRead: whole.length,
    clusters: scale(whole.reduce((sum, { clusters }) => sum + clusters, 0)),
    categories: [...weeks]
      .map(([name, some]): CategoryForecast => {
        const [policy = '', category = ''] = name.split('#');
        return { policy, category, term: plan.policies[policy]?.categories[category] ?? null, weeks: some.map(scale) };
      })
      .sort((a, b) => total(b) - total(a) || (a.category < b.category ? -1 : 1)),
  };
}

export const total = ({ weeks }: Pick<CategoryForecast, 'weeks'>): number => weeks.reduce((sum, one) => sum + one, 0);

interface Counts {
  clusters: number;
  /** `<policy>#<category>` → clusters by week. */
  readonly weeks: Map<string, number[]>;
}

/** False where the budget ended before the shard did: then nothing of it may be used. */
async function readShard(
  registry: TimerRegistry,
  { name, state }: ShardLook,
  plan: Plan,
  now: number,
  budget: { left: number },
  counts: Counts,
): Promise<boolean> {
  const started = startedBound(now);
  let after = state.cursor > started ? state.cursor : started;
  const until = { startedAt: now + DAYS * DAY };
  for (;;) {
    if (budget.left === 0) return false;
    budget.left--;
    const timers = await registry.plannedTimers(name, { after, until, limit: PAGE });
    for (const timer of timers) count(timer, plan, now, counts);
    const last = timers.at(-1);
    if (last === undefined || timers.length < PAGE) return true;
    after = plannedSortKey(last);
  }
}

function count(timer: PlannedTimer, plan: Plan, now: number, counts: Counts): void {
  const { dataset, rule } = timer;
  const cluster = clusterOf(plan, dataset, rule);
  const window = ruleOf(plan, dataset, rule)?.window;
  if (cluster === undefined || window === undefined) return; // the plan no longer knows it: nothing is due under it
  // Due by then: a timer starts between half a window and a whole one before the latest moment.
  const due = timer.startAt + window * 1000 - now;
  if (due >= DAYS * DAY) return;
  counts.clusters++;
  for (const category of cluster.categories) {
    const name = `${plan.datasets[dataset]?.policy}#${category}`;
    const weeks = counts.weeks.get(name) ?? new Array<number>(WEEKS).fill(0);
    const week = Math.min(WEEKS - 1, Math.max(0, Math.floor(due / (7 * DAY))));
    weeks[week] = (weeks[week] ?? 0) + 1;
    counts.weeks.set(name, weeks);
  }
}
