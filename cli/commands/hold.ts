import { named, onlyWord, text, usageFault } from '../arguments.ts';
import type { Command } from '../command.ts';
import { type Hold, reasonsOf, reviewOf, SCOPE_OPTIONS, SCOPE_USAGE, scopeOf, wordsFor } from '../held.ts';
import { ask, DEPLOYMENT, DEPLOYMENT_USAGE } from '../invoke.ts';
import { count } from '../print-problems.ts';

/** `expunge hold place`: from its answer on, nothing of what is held is erased. */
export const holdPlace: Command = {
  name: 'hold place',
  usage: `expunge hold place ID ${SCOPE_USAGE} --ground GROUND --authority TEXT --by ROLE --review yyyy-mm-dd ${DEPLOYMENT_USAGE}`,
  summary:
    'Suspends erasing: of one subject, of a dataset, or of everyone under a policy. Waits until no page under way can erase any more, at most some minutes; when it has answered, the hold is in force. No hold ends by itself.',
  options: { ...DEPLOYMENT, ...SCOPE_OPTIONS, ground: text, authority: text, by: text, review: text },
  async run(input, world) {
    const [id, ...rest] = input.files;
    const order = {
      command: 'hold place',
      id: named(id, 'the hold, with an id of its own', holdPlace),
      ...reasonsOf(input, holdPlace),
      reviewAt: reviewOf(named(input.options.review, 'the day of its review, with --review', holdPlace), holdPlace),
      on: await scopeOf({ ...input, files: rest }, world, holdPlace),
    };
    const data = (await ask(world, 'hold', order, input)) as { hold: Hold };
    return { ok: true, text: `${wordsFor(data.hold)}\nIn force: nothing of it is erased until it is released.`, data };
  },
};

/** `expunge hold list`: what is held, why, and since when. */
export const holdList: Command = {
  name: 'hold list',
  usage: `expunge hold list [--all] ${DEPLOYMENT_USAGE}`,
  summary:
    'Lists the holds and extensions in force and marks those whose review date has passed. With --all, those released or over too.',
  options: { ...DEPLOYMENT, all: { type: 'boolean' } },
  async run(input, world) {
    if (input.files.length > 0) throw usageFault('There is a word too many.', holdList);
    const { holds } = (await ask(world, 'hold', { command: 'hold list' }, input)) as { holds: readonly Hold[] };
    const standing = holds.filter(({ inForce }) => inForce);
    const shown = input.options.all === true ? holds : standing;
    const due = standing.filter(({ reviewDue }) => reviewDue).length;
    const extensions = standing.filter(({ kind }) => kind === 'extension').length;
    const released = holds.filter((hold) => hold.released !== null).length;
    const over = holds.length - standing.length - released;
    const summary = [
      `${count(standing.length - extensions, 'hold')} and ${count(extensions, 'extension')} in force, ${due} with a review that is due`,
      `${released} released, ${over} over.`,
    ].join('; ');
    return { ok: true, text: [...shown.map(wordsFor), summary].join('\n'), data: { holds: shown } };
  },
};

/** `expunge hold release`: what was due meanwhile is looked at at once. */
export const holdRelease: Command = {
  name: 'hold release',
  usage: `expunge hold release ID --by ROLE ${DEPLOYMENT_USAGE}`,
  summary:
    'Ends a hold, or an extension before its day. What was due meanwhile is erased within minutes, unless another hold is on it.',
  options: { ...DEPLOYMENT, by: text },
  async run(input, world) {
    const order = {
      command: 'hold release',
      id: onlyWord(input, 'the hold', holdRelease),
      by: named(input.options.by, 'the role that releases it, with --by', holdRelease),
    };
    const data = (await ask(world, 'hold', order, input)) as { hold: Hold };
    return { ok: true, text: wordsFor(data.hold), data };
  },
};
