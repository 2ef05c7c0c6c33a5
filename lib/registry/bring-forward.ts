import { together } from '../concurrency.ts';
import type { Action } from '../policy/plan.ts';
import { urgentSortKey } from './keys.ts';
import type { ShardName, UrgentTimer } from './model.ts';
import type { TimerRegistry } from './registry.ts';

const ACTIONS: readonly Action[] = ['delete', 'anonymise'];
const PARALLEL = 8;
/** Urgent timers read at once. */
const TIMERS = 500;
const EVER = 9e12;

/** The shards of both actions with these numbers. */
export function shardsNumbered(numbers: readonly number[]): readonly ShardName[] {
  return ACTIONS.flatMap((action) => numbers.map((shard) => ({ action, shard })));
}

export const everyShard = (shards: number): readonly ShardName[] =>
  shardsNumbered(Array.from({ length: shards }, (_, shard) => shard));

/**
 * Has urgent timers that wait for a hold or a brake to be lifted start now: they would look by themselves within a day.
 * Repeatable. `now`: milliseconds.
 */
export async function bringForward(
  names: readonly ShardName[],
  waits: (timer: UrgentTimer) => boolean,
  now: number,
  registry: TimerRegistry,
): Promise<void> {
  const startAt = Math.floor(now / 1000) * 1000;
  await together(names, PARALLEL, async (name) => {
    let after: string | null = '';
    while (after !== null) {
      const page: readonly UrgentTimer[] = await registry.urgentTimers(name, {
        after,
        until: { startedAt: EVER },
        limit: TIMERS,
      });
      const waiting = page.filter((timer) => timer.startAt > startAt && waits(timer));
      await startNow(waiting, now, registry);
      const last = page.at(-1);
      after = last === undefined || page.length < TIMERS ? null : urgentSortKey(last);
    }
  });
}

/** Has these start now, whatever they waited for. Repeatable. `now`: milliseconds. */
export async function startNow(
  waiting: readonly UrgentTimer[],
  now: number,
  registry: Pick<TimerRegistry, 'putUrgentTimers' | 'removeUrgentTimers'>,
): Promise<void> {
  const startAt = Math.floor(now / 1000) * 1000;
  // First the new ones: a timer too many does no harm, one too few would.
  await registry.putUrgentTimers(waiting.map(({ held: _held, braked: _braked, ...timer }) => ({ ...timer, startAt })));
  await registry.removeUrgentTimers(waiting);
}
