import { shardKey } from '../keys.ts';
import { IDLE, type ShardState } from '../model.ts';
import type { ShardRegistry } from '../registry.ts';
import type { Before } from './index.ts';
import type { Items } from './items.ts';
import { legalAnnouncement, legalShard } from './legal.ts';

export function shardMethods(items: Items, shards: number, before: Before): ShardRegistry {
  return {
    async shard(name) {
      await before('shard');
      legalShard(name, shards);
      return (items.get(shardKey(name)) as ShardState | undefined) ?? IDLE;
    },

    async shardStates(names) {
      await before('shardStates');
      for (const name of names) legalShard(name, shards);
      return names.map((name) => (items.getEventually(shardKey(name)) as ShardState | undefined) ?? IDLE);
    },

    async announce(name, next) {
      await before('announce');
      legalShard(name, shards);
      legalAnnouncement(next);
      const page = (items.get(shardKey(name)) as ShardState | undefined)?.page ?? 0;
      if (page !== next.page - 1) return false;
      items.put(shardKey(name), { ...next });
      return true;
    },

    async noteAttempt(name, page, suspects) {
      await before('noteAttempt');
      legalShard(name, shards);
      const state = items.get(shardKey(name));
      if (state?.page !== page) return false;
      items.put(shardKey(name), { ...state, suspects });
      return true;
    },
  };
}
