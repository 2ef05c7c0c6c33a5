import {
  parsePlannedSortKey,
  parseUrgentSortKey,
  plannedPartition,
  plannedSortKey,
  startedBound,
  urgentPartition,
  urgentSortKey,
} from '../keys.ts';
import type { PlannedTimer, UrgentTimer } from '../model.ts';
import { shardOf } from '../reference.ts';
import type { TimerRange, TimerRegistry } from '../registry.ts';
import type { Item, Table } from './table.ts';

/** Long past anything a late worker may still want to read; then the store's own expiry removes it, free. */
const PLANNED_TIMER_LIVES_ON = 28 * 24 * 3600;

/** Planned timers are a log in time order, never deleted; urgent ones are unique and deleted when done. */
export function timerMethods(table: Table, shards: number): TimerRegistry {
  const plannedKey = (timer: PlannedTimer) => ({
    pk: plannedPartition({ action: timer.action, shard: shardOf(timer.ref, shards) }),
    sk: plannedSortKey(timer),
  });

  return {
    async knownTimers(timers) {
      const items = await table.getMany(timers.map(plannedKey), { strong: false, only: ['sk'] });
      return new Set(items.map((item) => String(item.sk)));
    },

    async putPlannedTimers(timers) {
      await table.writeMany(
        timers.map((timer) => ({
          put: { ...plannedKey(timer), ttl: Math.floor(timer.startAt / 1000) + PLANNED_TIMER_LIVES_ON },
        })),
      );
    },

    async putUrgentTimers(timers) {
      await table.writeMany(timers.map((timer) => ({ put: urgentItem(timer, shards) })));
    },

    async removeUrgentTimers(timers) {
      await table.writeMany(
        timers.map((timer) => {
          const { pk, sk } = urgentItem(timer, shards);
          return { remove: { pk, sk } };
        }),
      );
    },

    async plannedTimers(name, range) {
      // Their key says all: the rest is for the store's expiry.
      const items = await inRange(table, plannedPartition(name), range, ['sk']);
      return items.map((item) => parsePlannedSortKey(name.action, String(item.sk)));
    },

    async urgentTimers(name, range) {
      const items = await inRange(table, urgentPartition(name), range);
      return items.map((item): UrgentTimer => {
        const { pk: _pk, sk, ...rest } = item;
        return { ...parseUrgentSortKey(name.action, String(sk)), ...rest };
      });
    },
  };
}

export function urgentItem(timer: UrgentTimer, shards: number): Item & { pk: string; sk: string } {
  return {
    pk: urgentPartition({ action: timer.action, shard: shardOf(timer.ref, shards) }),
    sk: urgentSortKey(timer),
    case: timer.case,
    attempts: timer.attempts,
    stuck: timer.stuck,
    again: timer.again,
    held: timer.held,
    braked: timer.braked,
  };
}

function inRange(table: Table, pk: string, range: TimerRange, only?: readonly string[]): Promise<readonly Item[]> {
  // Nothing sorts between a key and itself followed by U+0000: an exclusive lower end.
  const from = range.after === '' ? '0' : `${range.after}\u0000`;
  const to = 'sortKey' in range.until ? range.until.sortKey : startedBound(range.until.startedAt);
  if (to < from) return Promise.resolve([]);
  return table.query(pk, from, to, { limit: range.limit, ...(only && { only }) });
}
