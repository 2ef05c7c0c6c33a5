import { together } from '../concurrency.ts';
import type { Plan } from '../policy/plan.ts';
import { ruleOf } from '../policy/plan-index.ts';
import type { PlannedTimer, ShardName, ShardState, UrgentTimer } from '../registry/model.ts';
import type { TimerRegistry } from '../registry/registry.ts';
import type { TimerBacklog, TimerGroup, Why } from './backlog.ts';

/** Read of one shard and kind: some 150 bytes each, so that one request suffices. */
const MOST_TIMERS = 2000;
const PARALLEL = 16;
/** Later than any urgent timer. */
const ALL = { startedAt: 9_000_000_000_000 };

/** A shard, and how far its worker has come. */
export interface ShardLook {
  readonly name: ShardName;
  readonly state: ShardState;
}

/** What waits now: at most two requests a shard, however much that is. */
export async function readTimers(
  registry: TimerRegistry,
  shards: readonly ShardLook[],
  plan: Plan,
  now: number,
): Promise<TimerBacklog> {
  const found = await together(shards, PARALLEL, async ({ name, state }) => {
    const [urgent, started] = await Promise.all([
      registry.urgentTimers(name, { after: '', until: ALL, limit: MOST_TIMERS }),
      registry.plannedTimers(name, { after: state.cursor, until: { startedAt: now }, limit: MOST_TIMERS }),
    ]);
    return { urgent, started, cut: Math.max(urgent.length, started.length) === MOST_TIMERS };
  });
  const clusters = new Map<string, Waiting>();
  for (const { urgent, started } of found) {
    for (const timer of [...urgent, ...started]) {
      const waiting = waitingOf(timer, plan, now);
      const known = clusters.get(nameOf(timer));
      if (waiting !== null && (known === undefined || ORDER.indexOf(waiting.why) < ORDER.indexOf(known.why))) {
        clusters.set(nameOf(timer), waiting);
      }
    }
  }
  return { groups: grouped([...clusters.values()]), cutShards: found.filter(({ cut }) => cut).length };
}

/** A cluster with several timers waits for the first of these reasons that one of them has. */
const ORDER: readonly Why[] = ['stuck', 'held', 'braked', 'overdue', 'retrying', 'waiting'];

type Waiting = Omit<TimerGroup, 'clusters'>;

/** Null for a timer that waits for nothing that is due: a look before the id is dropped, or one that has not started. */
function waitingOf(timer: UrgentTimer | PlannedTimer, plan: Plan, now: number): Waiting | null {
  const { again, stuck, held, braked, attempts = 0, ...urgent } = timer as UrgentTimer;
  if (again === 'forget') return null;
  const { dataset, rule } = timer;
  const where = { policy: plan.datasets[dataset]?.policy ?? '', dataset, rule, code: stuck ?? null };
  if (stuck !== undefined) return { ...where, why: 'stuck' };
  if (held === true) return { ...where, why: 'held' };
  if (braked === true) return { ...where, why: 'braked' };
  const window = (ruleOf(plan, dataset, rule)?.window ?? 0) * 1000;
  if (attempts > 0) return { ...where, why: 'retrying' };
  // A record's timer starts at most a window before its latest moment. A case has a deadline of its own: see read-cases.ts.
  if (urgent.case === undefined && timer.startAt + window < now) return { ...where, why: 'overdue' };
  return timer.startAt <= now ? { ...where, why: 'waiting' } : null;
}

const nameOf = ({ ref, dataset, rule, record }: PlannedTimer): string => [ref, dataset, rule, record ?? ''].join('#');

function grouped(waiting: readonly Waiting[]): TimerGroup[] {
  const groups = new Map<string, TimerGroup>();
  for (const one of waiting) {
    const name = [ORDER.indexOf(one.why), one.policy, one.dataset, one.rule, one.code].join('#');
    groups.set(name, { ...one, clusters: (groups.get(name)?.clusters ?? 0) + 1 });
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}
