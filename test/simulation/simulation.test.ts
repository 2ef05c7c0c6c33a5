import { describe, expect, it } from 'vitest';
import { mutants } from './mutants/index.ts';
import { run } from './run.ts';
import { shrink } from './shrink.ts';
import { type Happening, tellTrace } from './trace.ts';

const RUNS = 40;
/** Some of what the long form breaks, those that show soonest. */
const SHOWN = ['urgent timer deleted first', 'case counted down twice', 'floor ignored'];
/** Seeds tried for each of them. */
const TRIED = 40;

/** With a seed whose run notices it. */
const SHRUNK = [
  ['urgent timer deleted first', 1],
  ['floor ignored', 1],
] as const;

describe('the protocol, under one scheduler that owns every interleaving and the clock', () => {
  it('keeps all seven promises whatever goes wrong', async () => {
    let faults = 0;
    for (let seed = 1; seed <= RUNS; seed++) {
      const result = await run({ seed });
      expect(result.violations, `npm run simulate -- --seed ${seed}`).toEqual([]);
      faults += result.struck.length;
    }
    expect(faults).toBeGreaterThan(RUNS * 20);
  }, 300_000);

  it('goes the same way each time for a seed', async () => {
    const traces: Happening[][] = [[], []];
    for (const lines of traces) await run({ seed: 5, trace: (one) => lines.push(one) });
    expect(traces[0]?.length).toBeGreaterThan(100);
    expect(traces[1]).toEqual(traces[0]);
  });

  it.each(SHOWN)('notices a protocol that is broken: %s', async (name) => {
    const mutant = mutants.find((one) => one.name === name);
    expect(mutant).toBeDefined();
    for (let seed = 1; seed <= TRIED; seed++) {
      if ((await run({ seed, mutation: mutant?.mutation() })).violations.length > 0) return;
    }
    expect.unreachable(`${name} was not noticed`);
  });

  it.each(SHRUNK)(
    'makes a run that fails as small as it fails still, and replays it: %s, seed %i',
    async (name, seed) => {
      const mutation = () => mutants.find((one) => one.name === name)?.mutation();
      const whole: Happening[] = [];
      const first = await run({ seed, mutation: mutation(), trace: (one) => whole.push(one) });
      const smaller = await shrink(seed, mutation);
      if (smaller === null) return expect.unreachable(`${name} was not noticed`);
      const { actions, only, violations, trace } = smaller;
      expect(violations[0]?.promise).toBe(first.violations[0]?.promise);
      expect(only.size).toBeLessThan(first.struck.length / 10);
      expect(trace.length).toBeLessThan(tellTrace(whole, first.violations).length / 5);
      const again = await run({ seed, mutation: mutation(), actions, only, stopAtFirst: true });
      expect(again.violations).toEqual(violations);
    },
    60_000,
  );
});
