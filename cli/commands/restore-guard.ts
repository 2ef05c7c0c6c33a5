import { ExpungeError } from '../../lib/errors.ts';
import type { Command, Input, World } from '../command.ts';
import { ask, DEPLOYMENT, DEPLOYMENT_USAGE } from '../invoke.ts';
import { minutes } from '../minutes.ts';
import { count } from '../print-problems.ts';

/** One stretch of a pass, as the function answers. */
interface Stretch {
  readonly records: number;
  readonly due: number;
  readonly held: number;
  readonly untracked: number;
  readonly next: string | null;
}

/** Where a dataset stands after its last pass. */
interface Guarded {
  readonly dataset: string;
  readonly passes: number;
  readonly records: number;
  /** In the first pass: how many had come back that should be gone. */
  readonly cameBack: number;
  /** In the last one. */
  readonly due: number;
  readonly held: number;
}

/** Workers are sent at once, and done within seconds to minutes. */
const BETWEEN_PASSES = 15_000;
const USUAL_WAIT = 60;

/** `expunge restore-guard`: after a restore and before traffic. */
export const restoreGuard: Command = {
  name: 'restore-guard',
  usage: `expunge restore-guard (DATASET … | --all) [--wait MINUTES] ${DEPLOYMENT_USAGE}`,
  summary:
    'After a restore and before traffic: looks through the datasets, has everything erased again that came back and should be gone, and looks again until a pass finds nothing of it. Exit status 0 only then; 1, with counts, if not within --wait minutes (60). May be repeated.',
  options: { ...DEPLOYMENT, all: { type: 'boolean' }, wait: { type: 'string' } },
  async run(input, world) {
    const names = await namesIn(input, world);
    const until = world.now() + minutes(input.options.wait, USUAL_WAIT, restoreGuard.usage) * 60_000;
    const known = new Map<string, Guarded>();
    let left = names;
    for (;;) {
      for (const name of left) known.set(name, await pass(name, known.get(name), input, world));
      left = left.filter((name) => (known.get(name)?.due ?? 0) > 0);
      if (left.length === 0 || world.now() >= until) break;
      world.progress(`waiting until ${left.join(', ')} ${left.length === 1 ? 'is' : 'are'} erased again`);
      await world.wait(BETWEEN_PASSES);
    }
    const datasets = [...known.values()];
    const clean = left.length === 0;
    const verdict = clean
      ? 'Clean: nothing is there that should be gone.'
      : `Not clean: keep traffic away, and look why ${left.join(', ')} ${left.length === 1 ? 'is' : 'are'} not erased (docs/runbook.md).`;
    return { ok: clean, text: [...datasets.map(wordsFor), verdict].join('\n'), data: { clean, datasets } };
  },
};

async function namesIn(input: Input, world: World): Promise<readonly string[]> {
  const { all = false } = input.options;
  if (input.files.length > 0 === all) {
    throw new ExpungeError('USAGE', `Name the datasets that were restored, or --all. Usage: ${restoreGuard.usage}`);
  }
  if (all !== true) return [...new Set(input.files)];
  return ((await ask(world, 'sweep', { command: 'guarded datasets' }, input)) as { datasets: string[] }).datasets;
}

/** Through the whole dataset once, a stretch of a minute at a time. */
async function pass(dataset: string, before: Guarded | undefined, input: Input, world: World): Promise<Guarded> {
  let [records, due, held] = [0, 0, 0];
  let after: string | null = null;
  do {
    const order = { command: 'restore guard', dataset, after };
    const stretch = (await ask(world, 'sweep', order, input)) as Stretch;
    records += stretch.records;
    due += stretch.due;
    held += stretch.held;
    after = stretch.next;
    world.progress(`${dataset}: ${count(records, 'record')} looked through, ${due} of them should be gone`);
  } while (after !== null);
  const passes = (before?.passes ?? 0) + 1;
  return { dataset, passes, records, cameBack: before?.cameBack ?? due, due, held };
}

function wordsFor({ dataset, passes, records, cameBack, due, held }: Guarded): string {
  const kept = held === 0 ? '' : `; ${held} kept by a hold`;
  return `${dataset}: ${count(records, 'record')}, ${cameBack} had come back, ${due} should still go after ${count(passes, 'look')}${kept}`;
}
