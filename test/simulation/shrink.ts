import { run } from './run.ts';
import { type Action, scenarioOf } from './scenario.ts';
import type { Mutation } from './world.ts';

export interface Smaller {
  readonly actions: readonly Action[];
  readonly spared: ReadonlySet<number>;
  readonly trace: readonly string[];
}

/** How many times a run may be tried to make it smaller. */
const TRIES = 400;

/** What is left of a failing run when everything has been taken out without which it fails too. */
export async function shrink(seed: number, mutate: () => Mutation | undefined): Promise<Smaller> {
  let actions = scenarioOf(seed);
  let spared: ReadonlySet<number> = new Set();
  let tries = 0;
  const first = await run({ seed, mutation: mutate() });
  const promise = first.violations[0]?.promise;
  const attempt = async (some: readonly Action[], without: ReadonlySet<number>) => {
    const result = await run({ seed, mutation: mutate(), actions: some, spared: without });
    return result.violations.some((one) => one.promise === promise) ? result : null;
  };
  for (let n = actions.length - 1; n >= 0 && tries < TRIES; n--, tries++) {
    const fewer = actions.filter((_, index) => index !== n);
    if (await attempt(fewer, spared)) actions = fewer;
  }
  let struck = (await run({ seed, mutation: mutate(), actions, spared })).struck;
  for (
    let size = Math.ceil(struck.length / 2);
    size >= 1 && tries < TRIES;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let from = 0; from < struck.length && tries < TRIES; tries++) {
      const without = new Set([...spared, ...struck.slice(from, from + size)]);
      const result = await attempt(actions, without);
      if (result === null) from += size;
      else [spared, struck] = [without, result.struck];
    }
  }
  const trace: string[] = [];
  await run({ seed, mutation: mutate(), actions, spared, trace: (line) => trace.push(line) });
  return { actions, spared, trace };
}
