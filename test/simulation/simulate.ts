import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { tellFigures } from '../support/figures.ts';
import { add, type Job, nothingTold, type Told } from './jobs.ts';
import { mutants } from './mutants/index.ts';
import { run } from './run.ts';
import { shrink } from './shrink.ts';

/*
 * The seven promises under fire: `node test/simulation/simulate.ts [--runs N] [--first S] [--seed S] [--mutant NAME] [--json]`.
 * Without `--seed`, many runs and every mutant; with it, one run, made as small as it still fails, and its trace.
 */

/** Runs done at once by a thread that asks for more. */
const AT_ONCE = 5;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    first: { type: 'string', default: '1' },
    seed: { type: 'string' },
    mutant: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const mutant = mutants.find(({ name }) => name === values.mutant);
if (values.mutant !== undefined && mutant === undefined) {
  console.error(`There is no mutant ${values.mutant}. There are: ${mutants.map(({ name }) => name).join(', ')}.`);
  process.exitCode = 2;
} else if (values.seed !== undefined) await one(Number(values.seed));
else await many(Number(values.runs), Number(values.first));

async function one(seed: number): Promise<void> {
  const mutation = () => mutant?.mutation();
  const { violations, steps, faults } = await run({ seed, mutation: mutation() });
  process.exitCode = violations.length > 0 ? 1 : 0;
  if (values.json) {
    const count = Object.values(faults).reduce((sum, times) => sum + times, 0);
    console.log(
      JSON.stringify({
        runs: 1,
        steps,
        faults: count,
        faultsByKind: faults,
        violations: violations.length,
        what: violations,
      }),
    );
    return;
  }
  const smaller = await shrink(seed, mutation);
  if (smaller === null) {
    console.log(`seed ${seed}: ${steps} steps, every promise kept`);
    return;
  }
  console.log(smaller.trace.join('\n'));
  console.log(`\n${smaller.actions.length} actions, something goes wrong at ${smaller.only.size} steps`);
}

async function many(runs: number, first: number): Promise<void> {
  const begun = performance.now();
  const jobs: Job[] = mutants.map(({ name }) => ({ kind: 'mutant', name }));
  for (let done = 0; done < runs; done += AT_ONCE)
    jobs.push({ kind: 'runs', first: first + done, count: Math.min(AT_ONCE, runs - done) });
  const told = await share(jobs, Math.max(1, availableParallelism()));
  const result = report(told, (performance.now() - begun) / 1000);
  tellFigures('simulation', result);
  if (values.json) console.log(JSON.stringify(result));
  else {
    console.log(result);
    for (const { seed, violations } of told.failing)
      console.log(`seed ${seed}: ${violations[0]?.promise} ${violations[0]?.what}`);
  }
  process.exitCode = result.violations > 0 || result.mutantsCaught < result.mutants ? 1 : 0;
}

/** Every thread takes the next job when it has done its last: none waits for another. */
async function share(jobs: readonly Job[], threads: number): Promise<Told> {
  const sum = nothingTold();
  let [next, done] = [0, 0];
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL('./thread.ts', import.meta.url));
      const give = () => {
        const job = jobs[next++];
        if (job === undefined) void worker.terminate().then(() => resolve());
        else worker.postMessage(job);
      };
      worker.on('message', (told: Told) => {
        add(sum, told);
        progress(++done, jobs.length);
        give();
      });
      worker.once('error', reject);
      give();
    });
  await Promise.all(Array.from({ length: threads }, work));
  sum.failing.sort((a, b) => a.seed - b.seed);
  return sum;
}

function progress(done: number, all: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r${Math.floor((100 * done) / all)} %${done === all ? '\r     \r' : ''}`);
}

/** `seconds`: of the wall clock; `processorSeconds`: of all threads together. */
function report(told: Told, seconds: number) {
  const { user, system } = process.cpuUsage();
  return {
    ...{ runs: told.runs, steps: told.steps },
    faults: Object.values(told.faults).reduce((sum, count) => sum + count, 0),
    faultsByKind: told.faults,
    violations: told.failing.reduce((sum, one) => sum + one.violations.length, 0),
    failingSeeds: told.failing.map(({ seed }) => seed),
    mutants: told.mutants.length,
    mutantsCaught: told.mutants.filter(({ seed }) => seed !== null).length,
    byMutant: mutants.flatMap(({ name }) => told.mutants.find((one) => one.name === name) ?? []),
    seconds: Math.round(seconds),
    processorSeconds: Math.round((user + system) / 1e6),
  };
}
