import { describe, expect, it } from 'vitest';
import { mutants } from './mutants/index.ts';
import { run } from './run.ts';

const RUNS = 50;
/** Some of what the long form breaks, those that show soonest. */
const SHOWN = ['urgent timer deleted first', 'case counted down twice', 'floor ignored'];
/** Seeds tried for each of them. */
const TRIED = 40;

describe('the protocol, under one scheduler that owns every interleaving and the clock', () => {
  it('keeps all seven promises whatever goes wrong', async () => {
    let faults = 0;
    for (let seed = 1; seed <= RUNS; seed++) {
      const result = await run({ seed });
      expect(result.violations, `npm run simulate -- --seed ${seed}`).toEqual([]);
      faults += result.struck.length;
    }
    expect(faults).toBeGreaterThan(RUNS * 20);
  }, 120_000);

  it('goes the same way each time for a seed', async () => {
    const traces: string[][] = [[], []];
    for (const lines of traces) await run({ seed: 5, trace: (line) => lines.push(line) });
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
});
