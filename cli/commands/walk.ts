import { ExpungeError } from '../../lib/errors.ts';
import type { Command } from '../command.ts';
import { ask, DEPLOYMENT, DEPLOYMENT_USAGE } from '../invoke.ts';
import { count } from '../print-problems.ts';

/** A walk as the function tells it. Instants in ISO 8601, UTC. */
interface Walk {
  readonly name: string;
  readonly pass: number;
  readonly looked: number;
  readonly done: number;
  readonly movedAt: string;
  readonly finishedAt: string | null;
}

/** `expunge walk list`: how far everything has come that goes over all subjects or over a store. */
export const walkList: Command = {
  name: 'walk list',
  usage: `expunge walk list ${DEPLOYMENT_USAGE}`,
  summary:
    'Lists what goes over all subjects or a store in the background, with how many were looked at and how many something was done for: looking again under a shorter rule, deadlines counted again, audits, shut-downs.',
  options: { ...DEPLOYMENT },
  async run(input, world) {
    if (input.files.length > 0) throw new ExpungeError('USAGE', `There is a word too many. Usage: ${walkList.usage}`);
    const data = (await ask(world, 'sweep', { command: 'walk list' }, input)) as { walks: readonly Walk[] };
    const under = data.walks.filter(({ finishedAt }) => finishedAt === null).length;
    return {
      ok: true,
      text: [...data.walks.map(wordsFor), `${count(data.walks.length, 'walk')}, ${under} under way.`].join('\n'),
      data,
    };
  },
};

function wordsFor({ name, pass, looked, done, movedAt, finishedAt }: Walk): string {
  const when = finishedAt === null ? `under way, moved ${movedAt}` : `finished ${finishedAt}`;
  return `${name}: pass ${pass}, ${looked} looked at, ${done} done; ${when}`;
}
