import type { Registry } from '../../../lib/registry/index.ts';
import type { Mutation, Role } from '../world.ts';

/** Replaces methods of the registry for those with this role. */
export const of = (
  roles: readonly Role[],
  change: (registry: Registry, clock: () => number) => Partial<Registry>,
): Mutation => ({
  registry: (registry, role, clock) => (roles.includes(role) ? { ...registry, ...change(registry, clock) } : registry),
});
export const workers = (change: (registry: Registry, clock: () => number) => Partial<Registry>) =>
  of(['worker'], change);

/** Workers take long from their check to what they erase, so that somebody may come in between. */
export const slowly = (mutation: Mutation): Mutation => {
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
