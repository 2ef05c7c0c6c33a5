import type { Violation } from './model.ts';
import { type RunResult, run } from './run.ts';
import { type Action, scenarioOf } from './scenario.ts';
import { type Happening, tellTrace } from './trace.ts';
import type { Mutation } from './world.ts';

export interface Smaller {
  readonly seed: number;
  /** What is left of the story. */
  readonly actions: readonly Action[];
  /** The only steps at which anything goes wrong. */
  readonly only: ReadonlySet<number>;
  readonly violations: readonly Violation[];
  readonly trace: readonly string[];
}

/** How many times a run may be tried to make it smaller. */
const TRIES = 500;

/**
 * What is left of a failing run when everything has been taken out without which the same promise is broken too: what people
 * do, and what goes wrong. The same each time; null where the run fails in nothing.
 */
export async function shrink(seed: number, mutate: () => Mutation | undefined): Promise<Smaller | null> {
  const again = (actions: readonly Action[], only: ReadonlySet<number> | null) =>
    run({ seed, mutation: mutate(), actions, only, stopAtFirst: true });
  let actions = scenarioOf(seed);
  const first = await again(actions, null);
  const promise = first.violations[0]?.promise;
  if (promise === undefined) return null;

  let tries = 0;
  let best = first;
  const attempt = async (some: readonly Action[], only: ReadonlySet<number> | null): Promise<RunResult | null> => {
    if (++tries > TRIES) return null;
    const result = await again(some, only);
    return result.violations[0]?.promise === promise ? result : null;
  };
  /** Takes out what it can, in parts that become smaller and smaller. */
  const without = async <T>(
    all: readonly T[],
    works: (left: readonly T[]) => Promise<boolean>,
  ): Promise<readonly T[]> => {
    let left = all;
    if (left.length > 0 && (await works([]))) return [];
    for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let from = 0; from < left.length; ) {
        const fewer = [...left.slice(0, from), ...left.slice(from + size)];
        if (fewer.length > 0 && (await works(fewer))) left = fewer;
        else from += size;
      }
    }
    return left;
  };

  // While much goes wrong, something else that does may take the place of what went with an action.
  actions = await without(actions, async (left) => {
    const result = await attempt(left, null);
    if (result !== null) best = result;
    return result !== null;
  });
  let only: ReadonlySet<number> = new Set(best.struck);
  for (let before = Number.POSITIVE_INFINITY; actions.length + only.size < before; ) {
    before = actions.length + only.size;
    only = new Set(
      await without([...only], async (left) => {
        const result = await attempt(actions, new Set(left));
        if (result !== null) best = result;
        return result !== null;
      }),
    );
    actions = await without(actions, async (left) => {
      const result = await attempt(left, only);
      if (result !== null) best = result;
      return result !== null;
    });
    // Some of these steps are not reached any more.
    only = new Set(best.struck.filter((step) => only.has(step)));
  }

  const happenings: Happening[] = [];
  const trace = (one: Happening) => void happenings.push(one);
  const { violations } = await run({ seed, mutation: mutate(), actions, only, stopAtFirst: true, trace });
  return { seed, actions, only, violations, trace: tellTrace(happenings, violations) };
}
