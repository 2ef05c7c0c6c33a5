import type { Hold, Registry, ShardName, ShardState, TimerRange } from '../../../lib/registry/index.ts';
import { SHARDS } from '../world.ts';
import type { Mutant } from './mutant.ts';
import { of, slowly, workers } from './replacing.ts';

/** What breaks the agreement between workers, and between workers and those who hold. */
export const pageMutants: readonly Mutant[] = [
  {
    name: 'no announcement',
    breaks: 'a page is begun without saying whose it is: a hold waits for nobody, and a crash is not repeated',
    mutation: () =>
      workers((registry) => ({ announce: (name, next) => registry.announce(name, { ...next, announced: [] }) })),
  },
  {
    name: 'announcement always succeeds',
    breaks: 'a worker that lost the page goes on with it',
    mutation: () =>
      slowly(
        workers((registry) => ({ announce: async (name, next) => (await registry.announce(name, next)) || true })),
      ),
  },
  {
    name: 'check before announcement',
    breaks: 'holds are read when the timers are, and a hold placed in between sees nobody',
    mutation: () => {
      const seen = new Map<string, Awaited<ReturnType<Registry['checkSubject']>>>();
      let sleep = async (_milliseconds: number) => {};
      const checking = workers((registry) => {
        const look = async <T extends { ref: string }>(timers: readonly T[]) => {
          for (const ref of new Set(timers.map((timer) => timer.ref))) seen.set(ref, await registry.checkSubject(ref));
          // Long enough for somebody to come.
          if (timers.length > 0) await sleep(20_000);
          return timers;
        };
        return {
          plannedTimers: async (name, range) => look(await registry.plannedTimers(name, range)),
          urgentTimers: async (name, range) => look(await registry.urgentTimers(name, range)),
          checkSubject: async (ref) => seen.get(ref) ?? registry.checkSubject(ref),
        };
      });
      return {
        ...checking,
        clock: (clock) => {
          sleep = clock.sleep;
          return clock;
        },
      };
    },
  },
  {
    name: 'status read stale',
    breaks: 'a hold that was not there when the subject was first read is never seen',
    mutation: () => {
      const first = new Map<string, readonly Hold[]>();
      return workers((registry) => ({
        checkSubject: async (ref) => {
          const now = await registry.checkSubject(ref);
          if (!first.has(ref)) first.set(ref, now.holds);
          return { ...now, holds: first.get(ref)?.length === 0 ? [] : now.holds };
        },
      }));
    },
  },
  {
    name: 'cursor moved before the receipts are durable',
    breaks: 'the cursor passes the page when it is announced',
    mutation: () =>
      workers((registry) => ({
        announce: (name, next) =>
          registry.announce(name, { ...next, cursor: next.plannedEnd > next.cursor ? next.plannedEnd : next.cursor }),
      })),
  },
  {
    name: 'page taken over under a running lease',
    breaks: 'a worker takes over the page of another that is still at it',
    mutation: () =>
      slowly(workers((registry) => ({ shard: async (name) => ({ ...(await registry.shard(name)), leaseEnds: 0 }) }))),
  },
  {
    name: 'expired lease ignored',
    breaks: 'the lease that others see ends long before the worker stops',
    mutation: () =>
      slowly(
        workers((registry) => ({
          announce: (name, next) =>
            registry.announce(name, { ...next, leaseEnds: next.leaseEnds === 0 ? 0 : next.leaseEnds - 239_000 }),
        })),
      ),
  },
  {
    name: 'repeated page covers fewer timers',
    breaks: 'a page that comes again has one timer, and the cursor passes the others',
    mutation: () =>
      workers((registry) => ({
        plannedTimers: (name, range) =>
          registry.plannedTimers(name, 'sortKey' in range.until ? { ...range, limit: 1 } : range),
        urgentTimers: (name, range) =>
          registry.urgentTimers(name, 'sortKey' in range.until ? { ...range, limit: 1 } : range),
      })),
  },
  {
    name: 'repeated page covering other timers',
    breaks: 'a page that comes again looks at the timers behind it, and the cursor passes its own',
    mutation: () =>
      workers((registry, clock) => {
        const behind = (range: TimerRange): TimerRange =>
          'sortKey' in range.until ? { ...range, after: range.until.sortKey, until: { startedAt: clock() } } : range;
        return {
          plannedTimers: (name, range) => registry.plannedTimers(name, behind(range)),
          urgentTimers: (name, range) => registry.urgentTimers(name, behind(range)),
        };
      }),
  },
  {
    name: 'hold looks before it writes',
    breaks: 'a page that is begun between the look and the writing is not waited for',
    mutation: () => {
      const seen = new Map<string, ShardState>();
      const keyOf = ({ action, shard }: ShardName) => `${action} ${shard}`;
      return of(['hold'], (registry) => ({
        placeHold: async (placed) => {
          for (const action of ['delete', 'anonymise'] as const)
            for (let shard = 0; shard < SHARDS; shard++)
              seen.set(keyOf({ action, shard }), await registry.shard({ action, shard }));
          return registry.placeHold(placed);
        },
        shard: async (name) => {
          const before = seen.get(keyOf(name));
          seen.delete(keyOf(name));
          return before ?? registry.shard(name);
        },
      }));
    },
  },
  {
    name: 'hold does not wait',
    breaks: 'placing a hold returns while a page is under way that was checked before it',
    mutation: () =>
      slowly(
        of(['hold'], (registry) => ({
          shard: async (name) => ({ ...(await registry.shard(name)), announced: [], leaseEnds: 0 }),
        })),
      ),
  },
  {
    name: 'hold kept by nobody',
    breaks: 'holds on datasets and policies are not looked at',
    mutation: () => workers(() => ({ wideHolds: async () => [] })),
  },
  {
    name: 'release forgets',
    breaks: 'a release brings nothing forward',
    mutation: () => of(['release'], () => ({ urgentTimers: async () => [] })),
  },
];
