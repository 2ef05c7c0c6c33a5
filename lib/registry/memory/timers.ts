import { plannedPartition, plannedSortKey, startedBound, urgentPartition, urgentSortKey } from '../keys.ts';
import type { PlannedTimer, UrgentTimer } from '../model.ts';
import { shardOf } from '../reference.ts';
import type { TimerRange, TimerRegistry } from '../registry.ts';
import type { Before } from './index.ts';
import type { Items } from './items.ts';
import { insist, legalPlannedTimer, legalShard, legalUrgentTimer } from './legal.ts';
import { writeEach } from './write-each.ts';

export function timerMethods(items: Items, shards: number, before: Before): TimerRegistry {
  const plannedKey = (timer: PlannedTimer) => ({
    pk: plannedPartition({ action: timer.action, shard: shardOf(timer.ref, shards) }),
    sk: plannedSortKey(timer),
  });

  return {
    async knownTimers(timers) {
      await before('knownTimers');
      timers.forEach(legalPlannedTimer);
      const keys = timers.map(plannedKey);
      return new Set(keys.filter((key) => items.getEventually(key) !== undefined).map((key) => key.sk));
    },

    async putPlannedTimers(timers) {
      timers.forEach(legalPlannedTimer);
      await writeEach(before, 'putPlannedTimers', timers, (timer) => items.put(plannedKey(timer), { ...timer }));
    },

    async putUrgentTimers(timers) {
      timers.forEach(legalUrgentTimer);
      await writeEach(before, 'putUrgentTimers', timers, (timer) => putUrgentTimer(items, timer, shards));
    },

    async removeUrgentTimers(timers) {
      timers.forEach(legalUrgentTimer);
      await writeEach(before, 'removeUrgentTimers', timers, (timer) => items.delete(urgentKey(timer, shards)));
    },

    async plannedTimers(name, range) {
      await before('plannedTimers');
      legalShard(name, shards);
      return inRange(items, plannedPartition(name), range) as unknown as PlannedTimer[];
    },

    async urgentTimers(name, range) {
      await before('urgentTimers');
      legalShard(name, shards);
      return inRange(items, urgentPartition(name), range) as unknown as UrgentTimer[];
    },
  };
}

/** Keys know whole seconds: an urgent timer comes back with its start rounded down to one. */
export function putUrgentTimer(items: Items, timer: UrgentTimer, shards: number): void {
  items.put(urgentKey(timer, shards), { ...timer, startAt: Math.floor(timer.startAt / 1000) * 1000 });
}

function urgentKey(timer: UrgentTimer, shards: number) {
  const pk = urgentPartition({ action: timer.action, shard: shardOf(timer.ref, shards) });
  return { pk, sk: urgentSortKey(timer) };
}

function inRange(items: Items, pk: string, { after, until, limit }: TimerRange): unknown[] {
  insist(limit > 0, `a page of ${limit} timers was asked for`);
  const to = 'sortKey' in until ? until.sortKey : startedBound(until.startedAt);
  return items.range(pk, `${after}\u0000`, to, limit).map(({ item }) => item);
}
