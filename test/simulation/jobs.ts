import { mutants } from './mutants/index.ts';
import { run } from './run.ts';

/** A piece of work that any thread may do. */
export type Job =
  | { readonly kind: 'runs'; readonly first: number; readonly count: number }
  | { readonly kind: 'mutant'; readonly name: string };

export interface MutantTold {
  readonly name: string;
  readonly breaks: string;
  /** In the run of which seed it was noticed, and by which promise; null: in none. */
  readonly seed: number | null;
  readonly promise: string | null;
}

/** What came of it. */
export interface Told {
  runs: number;
  steps: number;
  faults: Record<string, number>;
  failing: { readonly seed: number; readonly violations: readonly { promise: string; what: string }[] }[];
  mutants: MutantTold[];
}

/** A mutant that was not noticed in so many runs is not caught. */
const MOST_RUNS = 300;

export const nothingTold = (): Told => ({ runs: 0, steps: 0, faults: {}, failing: [], mutants: [] });

export async function doJob(job: Job): Promise<Told> {
  const told = nothingTold();
  if (job.kind === 'mutant') told.mutants.push(await hunt(job.name));
  else {
    for (let seed = job.first; seed < job.first + job.count; seed++) {
      const { steps, faults, violations } = await run({ seed });
      add(told, { ...nothingTold(), runs: 1, steps, faults });
      if (violations.length > 0) told.failing.push({ seed, violations });
    }
  }
  return told;
}

/** The first run that notices it. */
async function hunt(name: string): Promise<MutantTold> {
  const mutant = mutants.find((one) => one.name === name);
  if (mutant === undefined) throw new Error(`There is no mutant ${name}.`);
  const { breaks, mutation } = mutant;
  for (let seed = 1; seed <= MOST_RUNS; seed++) {
    const [violation] = (await run({ seed, mutation: mutation(), stopAtFirst: true })).violations;
    if (violation) return { name, breaks, seed, promise: violation.promise };
  }
  return { name, breaks, seed: null, promise: null };
}

/** Adds what came of one job to what came of others. */
export function add(sum: Told, one: Told): void {
  sum.runs += one.runs;
  sum.steps += one.steps;
  for (const [kind, count] of Object.entries(one.faults)) sum.faults[kind] = (sum.faults[kind] ?? 0) + count;
  sum.failing.push(...one.failing);
  sum.mutants.push(...one.mutants);
}
