import type {
  Hold,
  Registry,
  ShardName,
  ShardState,
  Subject,
  TimerRange,
  UrgentTimer,
} from '../../../lib/registry/index.ts';
import { type Mutation, type Role, SHARDS } from '../world.ts';
import type { Mutant } from './mutant.ts';

/** Replaces methods of the registry for those with this role. */
const of = (
  roles: readonly Role[],
  change: (registry: Registry, clock: () => number) => Partial<Registry>,
): Mutation => ({
  registry: (registry, role, clock) => (roles.includes(role) ? { ...registry, ...change(registry, clock) } : registry),
});
const workers = (change: (registry: Registry, clock: () => number) => Partial<Registry>) => of(['worker'], change);

/** Workers take long from their check to what they erase, so that somebody may come in between. */
const slowly = (mutation: Mutation): Mutation => {
  let sleep = async (_milliseconds: number) => {};
  return {
    ...mutation,
    clock: (clock) => {
      sleep = clock.sleep;
      return clock;
    },
    target: (target) => ({
      ...target,
      async *find(scope) {
        await sleep(30_000);
        yield* target.find(scope);
      },
    }),
  };
};

export const registryMutants: readonly Mutant[] = [
  {
    name: 'day budget off',
    breaks: 'what is erased is taken off no budget: nothing would stop a mistake',
    mutation: () =>
      workers(() => ({
        takeBudget: async (name, { today, records }) => ({
          taken: true,
          brake: { ...name, step: 1, day: today, budget: records, left: records, before: [] },
        }),
      })),
  },
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
      workers((registry) => ({ announce: async (name, next) => (await registry.announce(name, next)) || true })),
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
    name: 'next timer not left behind',
    breaks: 'what stays has no timer any more',
    mutation: () => workers(() => ({ putPlannedTimers: async () => {} })),
  },
  {
    name: 'no second try',
    breaks: 'what failed, is held or was not seen yet gets no urgent timer',
    mutation: () => workers(() => ({ putUrgentTimers: async () => {} })),
  },
  {
    name: 'planned timer inserted behind the cursor',
    breaks: 'what is due now is put among the planned timers, where the cursor has passed',
    mutation: () =>
      of(['tag'], (registry) => ({
        putUrgentTimers: (timers) =>
          registry.putPlannedTimers(
            timers.map(({ nonce: _nonce, startAt, ...timer }) => ({ ...timer, startAt: startAt - 10 * 86_400_000 })),
          ),
      })),
  },
  {
    name: 'urgent timer deleted first',
    breaks: 'the urgent timers of a page go when it begins',
    mutation: () =>
      workers((registry) => {
        let page: readonly UrgentTimer[] = [];
        return {
          urgentTimers: async (name, range) => {
            page = await registry.urgentTimers(name, range);
            return page;
          },
          announce: async (name, next) => {
            const ours = await registry.announce(name, next);
            if (ours) await registry.removeUrgentTimers(page);
            return ours;
          },
        };
      }),
  },
  {
    name: 'urgent timer never deleted',
    breaks: 'what is done is done again for ever',
    mutation: () => workers(() => ({ removeUrgentTimers: async () => {} })),
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
  {
    name: 'case counted down twice',
    breaks: 'a cluster that is done takes another one off its case',
    mutation: () =>
      workers((registry) => ({
        countDown: async (id, cluster, to) => {
          const one = await registry.countDown(id, cluster, to);
          const [other] = one.outstanding;
          return other === undefined ? one : registry.countDown(id, other, to);
        },
      })),
  },
  {
    name: 'case never counted down',
    breaks: 'a case stays open although all of it went',
    mutation: () =>
      workers((registry) => ({
        countDown: async (id, cluster) => (await registry.case(id)) ?? registry.countDown(id, cluster, 'erased'),
      })),
  },
  {
    name: 'late records dropped',
    breaks: 'what is due when it is first seen gets no timer',
    mutation: () => of(['tag'], () => ({ putUrgentTimers: async () => {} })),
  },
  {
    name: 'tombstone forgotten',
    breaks: 'data that come back for a closed account are taken for new',
    mutation: () => {
      const alive = (subject: Subject | null | undefined) => (subject?.id === undefined ? null : subject);
      return of(['tag', 'worker'], (registry) => ({
        subjects: async (refs) => new Map([...(await registry.subjects(refs))].filter(([, subject]) => alive(subject))),
        rememberSubject: async (subject) => {
          const { subject: known } = await registry.checkSubject(subject.ref);
          if (known !== null && known.id === undefined) {
            const { closure: _closure, withdrawn: _withdrawn, ...bare } = known;
            await registry.markSubject(bare);
          }
          return registry.rememberSubject(subject);
        },
      }));
    },
  },
  {
    name: 'subject never forgotten',
    breaks: 'the id stays when the last record has gone',
    mutation: () => workers(() => ({ forgetSubject: async () => true })),
  },
  {
    name: 'forgotten while records are left',
    breaks: 'the id goes although there are tags and records',
    mutation: () => ({
      ...workers((registry) => ({
        isTagged: async () => false,
        forgetSubject: async (ref, _mark, until) => {
          const { subject } = await registry.checkSubject(ref);
          return registry.forgetSubject(ref, subject?.forgetting ?? 0, until);
        },
      })),
      target: (target) => ({ ...target, any: async () => false }),
    }),
  },
  {
    name: 'nobody remembered',
    breaks: 'timers and tags name a subject that nobody knows',
    mutation: () => of(['tag'], () => ({ rememberSubject: async () => {} })),
  },
  {
    name: 'forgotten while something is unproved',
    breaks: 'nobody remembers that a worker died over a cluster, and the id goes before the receipt',
    mutation: () => workers(() => ({ noteUnproved: async () => {} })),
  },
  {
    name: 'locator not kept',
    breaks: 'nobody knows where the records are that no search finds',
    mutation: () => of(['tag'], () => ({ putTags: async () => {} })),
  },
];
