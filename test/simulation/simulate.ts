import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { mutants } from './mutants/index.ts';
import { run } from './run.ts';
import { shrink } from './shrink.ts';

/*
 * The seven promises under fire: `node test/simulation/simulate.ts [--runs N] [--first S] [--seed S] [--mutant NAME] [--json]`.
 * Without `--seed`, many runs and every mutant; with it, one run, made as small as it still fails, and its trace.
 */

/** A mutant that was not noticed in so many runs is not caught. */
const MOST_RUNS = 200;

interface Share {
  readonly runs: readonly number[];
  readonly mutants: readonly string[];
}

interface Told {
  runs: number;
  steps: number;
  faults: Record<string, number>;
  failing: { seed: number; violations: readonly { promise: string; what: string }[] }[];
  mutants: { name: string; breaks: string; seed: number | null; promise: string | null }[];
}

async function work(share: Share): Promise<Told> {
  const told: Told = { runs: 0, steps: 0, faults: {}, failing: [], mutants: [] };
  for (const seed of share.runs) {
    const { steps, faults, violations } = await run({ seed });
    told.runs++;
    told.steps += steps;
    for (const [kind, count] of Object.entries(faults)) told.faults[kind] = (told.faults[kind] ?? 0) + count;
    if (violations.length > 0) told.failing.push({ seed, violations });
  }
  for (const { name, breaks, mutation } of mutants.filter((one) => share.mutants.includes(one.name))) {
    let caught: { seed: number; promise: string } | null = null;
    for (let seed = 1; seed <= MOST_RUNS && caught === null; seed++) {
      const [violation] = (await run({ seed, mutation: mutation() })).violations;
      if (violation) caught = { seed, promise: violation.promise };
    }
    told.mutants.push({ name, breaks, seed: caught?.seed ?? null, promise: caught?.promise ?? null });
  }
  return told;
}

async function many(runs: number, first: number, threads: number): Promise<Told> {
  const shares = Array.from(
    { length: threads },
    (_, thread): Share => ({
      runs: Array.from({ length: runs }, (_each, n) => first + n).filter((_each, n) => n % threads === thread),
      mutants: mutants.filter((_each, n) => n % threads === thread).map(({ name }) => name),
    }),
  );
  const all = await Promise.all(
    shares.map(
      (share) =>
        new Promise<Told>((resolve, reject) => {
          const worker = new Worker(new URL(import.meta.url), { workerData: share });
          worker.once('message', resolve);
          worker.once('error', reject);
        }),
    ),
  );
  const faults: Record<string, number> = {};
  for (const one of all)
    for (const [kind, count] of Object.entries(one.faults)) faults[kind] = (faults[kind] ?? 0) + count;
  return {
    runs: all.reduce((sum, one) => sum + one.runs, 0),
    steps: all.reduce((sum, one) => sum + one.steps, 0),
    faults,
    failing: all.flatMap((one) => one.failing).sort((a, b) => a.seed - b.seed),
    mutants: all.flatMap((one) => one.mutants),
  };
}

function report(told: Told): object {
  const faults = Object.values(told.faults).reduce((sum, count) => sum + count, 0);
  return {
    ...{ runs: told.runs, steps: told.steps, faults, faultsByKind: told.faults },
    violations: told.failing.reduce((sum, one) => sum + one.violations.length, 0),
    failingSeeds: told.failing.map(({ seed }) => seed),
    mutants: told.mutants.length,
    mutantsCaught: told.mutants.filter(({ seed }) => seed !== null).length,
    byMutant: told.mutants,
  };
}

async function one(seed: number, name: string | undefined, json: boolean): Promise<void> {
  const mutation = () => mutants.find((mutant) => mutant.name === name)?.mutation();
  const { violations, steps } = await run({ seed, mutation: mutation() });
  if (violations.length > 0 && !json) {
    const { actions, trace } = await shrink(seed, mutation);
    console.log(trace.join('\n'));
    console.log(`\n${actions.length} actions, ${trace.filter((line) => line.includes(' ! ')).length} faults:`);
  }
  if (json) console.log(JSON.stringify({ runs: 1, steps, violations: violations.length, what: violations }));
  else for (const { promise, what } of violations) console.log(`${promise}: ${what}`);
  if (violations.length === 0 && !json) console.log(`seed ${seed}: ${steps} steps, every promise kept`);
  process.exitCode = violations.length > 0 ? 1 : 0;
}

if (!isMainThread) parentPort?.postMessage(await work(workerData as Share));
else {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '2000' },
      first: { type: 'string', default: '1' },
      seed: { type: 'string' },
      mutant: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.seed !== undefined) await one(Number(values.seed), values.mutant, values.json);
  else {
    const told = await many(Number(values.runs), Number(values.first), Math.max(1, availableParallelism()));
    if (values.json) console.log(JSON.stringify(report(told)));
    else {
      console.log(report(told));
      for (const { seed, violations } of told.failing)
        console.log(`seed ${seed}: ${violations[0]?.promise} ${violations[0]?.what}`);
    }
    const missed = told.mutants.some(({ seed }) => seed === null);
    process.exitCode = told.failing.length > 0 || missed ? 1 : 0;
  }
}
