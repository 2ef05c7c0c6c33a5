import { ExpungeError } from '../../lib/errors.ts';
import type { Command } from '../command.ts';
import { ask, DEPLOYMENT, DEPLOYMENT_USAGE } from '../invoke.ts';

interface Epoch {
  readonly id: string;
  readonly begunAt: string;
  readonly destroyedAt: string | null;
}

/** `expunge epoch list`: under which keys evidence named subjects, and which of them are gone. */
export const epochList: Command = {
  name: 'epoch list',
  usage: `expunge epoch list ${DEPLOYMENT_USAGE}`,
  summary: 'Lists the epochs of the key that names subjects in evidence; the last is the current one.',
  options: DEPLOYMENT,
  async run(input, world) {
    noMore(input.files, epochList);
    const data = (await ask(world, 'operate', { command: 'epoch list' }, input)) as { epochs: readonly Epoch[] };
    const lines = data.epochs.map(wordsFor);
    return { ok: true, text: lines.join('\n') || 'No epoch has begun: nothing was ever erased here.', data };
  },
};

/** `expunge epoch rotate`: a new key for what is written from now on. */
export const epochRotate: Command = {
  name: 'epoch rotate',
  usage: `expunge epoch rotate ${DEPLOYMENT_USAGE}`,
  summary: 'Begins a new epoch: evidence names subjects anew from now on. What was written before stays searchable.',
  options: DEPLOYMENT,
  async run(input, world) {
    noMore(input.files, epochRotate);
    const data = (await ask(world, 'operate', { command: 'epoch rotate' }, input)) as { epoch: Epoch };
    const text = `${wordsFor(data.epoch)}\nFunctions at work may use the one before for some minutes; it can be destroyed in an hour.`;
    return { ok: true, text, data };
  },
};

/** `expunge epoch destroy`: the end of an epoch's key. */
export const epochDestroy: Command = {
  name: 'epoch destroy',
  usage: `expunge epoch destroy ID ${DEPLOYMENT_USAGE}`,
  summary: 'Destroys the key of a past epoch for good: nobody can find a subject in what was written under it.',
  options: DEPLOYMENT,
  async run(input, world) {
    const [id, ...more] = input.files;
    if (id === undefined) throw new ExpungeError('USAGE', `Name the epoch. Usage: ${epochDestroy.usage}`);
    noMore(more, epochDestroy);
    const data = (await ask(world, 'operate', { command: 'epoch destroy', id }, input)) as { epoch: Epoch };
    const text = `${wordsFor(data.epoch)}\nCertificates issued before still verify. A backup of the registry keeps the secret until it expires.`;
    return { ok: true, text, data };
  },
};

function wordsFor({ id, begunAt, destroyedAt }: Epoch): string {
  return `${id}: begun ${begunAt}${destroyedAt === null ? '' : `, destroyed ${destroyedAt}`}`;
}

function noMore(files: readonly string[], { usage }: Command): void {
  if (files.length > 0) throw new ExpungeError('USAGE', `There is a word too many. Usage: ${usage}`);
}
