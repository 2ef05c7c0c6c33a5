import { ExpungeError } from '../../lib/errors.ts';
import type { Command, Input, World } from '../command.ts';
import { ask, DEPLOYMENT, DEPLOYMENT_USAGE } from '../invoke.ts';
import { count } from '../print-problems.ts';
import { readSubject } from '../subject.ts';

/** A hold as the function tells it. Instants in ISO 8601, UTC. */
interface Hold {
  readonly id: string;
  readonly on: { readonly policy: string; readonly subject: boolean } | { readonly dataset: string };
  readonly ground: string;
  readonly authority: string;
  readonly placedAt: string;
  readonly placedBy: string;
  readonly reviewAt: string;
  readonly reviewDue: boolean;
  readonly released: { readonly at: string; readonly by: string } | null;
}

const text = { type: 'string' } as const;

/** `expunge hold place`: from its answer on, nothing of what is held is erased. */
export const holdPlace: Command = {
  name: 'hold place',
  usage: `expunge hold place ID (--policy POLICY (--subject-file FILE | - | --everyone) | --dataset DATASET) --ground GROUND --authority TEXT --by ROLE --review yyyy-mm-dd ${DEPLOYMENT_USAGE}`,
  summary:
    'Suspends erasing: of one subject, of a dataset, or of everyone under a policy. Waits until no page under way can erase any more, at most some minutes; when it has answered, the hold is in force. No hold ends by itself.',
  options: {
    ...DEPLOYMENT,
    policy: text,
    'subject-file': text,
    everyone: { type: 'boolean' },
    dataset: text,
    ground: text,
    authority: text,
    by: text,
    review: text,
  },
  async run(input, world) {
    const [id, ...rest] = input.files;
    const order = {
      command: 'hold place',
      id: named(id, 'the hold, with an id of its own', holdPlace),
      ground: named(input.options.ground, 'the ground, with --ground', holdPlace),
      authority: named(input.options.authority, 'whose authority it rests on, with --authority', holdPlace),
      by: named(input.options.by, 'the role that places it, with --by', holdPlace),
      reviewAt: startOf(named(input.options.review, 'the day of its review, with --review', holdPlace)),
      on: await scopeOf({ ...input, files: rest }, world),
    };
    const data = (await ask(world, 'hold', order, input)) as { hold: Hold };
    return { ok: true, text: `${wordsFor(data.hold)}\nIn force: nothing of it is erased until it is released.`, data };
  },
};

/** `expunge hold list`: what is held, why, and since when. */
export const holdList: Command = {
  name: 'hold list',
  usage: `expunge hold list [--all] ${DEPLOYMENT_USAGE}`,
  summary: 'Lists the holds in force and marks those whose review date has passed. With --all, those released too.',
  options: { ...DEPLOYMENT, all: { type: 'boolean' } },
  async run(input, world) {
    if (input.files.length > 0) throw usageFault('There is a word too many.', holdList);
    const { holds } = (await ask(world, 'hold', { command: 'hold list' }, input)) as { holds: readonly Hold[] };
    const inForce = holds.filter(({ released }) => released === null);
    const shown = input.options.all === true ? holds : inForce;
    const due = inForce.filter(({ reviewDue }) => reviewDue).length;
    const summary = `${count(inForce.length, 'hold')} in force, ${due} with a review that is due; ${holds.length - inForce.length} released.`;
    return { ok: true, text: [...shown.map(wordsFor), summary].join('\n'), data: { holds: shown } };
  },
};

/** `expunge hold release`: what was due meanwhile is looked at at once. */
export const holdRelease: Command = {
  name: 'hold release',
  usage: `expunge hold release ID --by ROLE ${DEPLOYMENT_USAGE}`,
  summary: 'Ends a hold. What was due meanwhile is erased within minutes, unless another hold is on it.',
  options: { ...DEPLOYMENT, by: text },
  async run(input, world) {
    const [id, ...more] = input.files;
    if (more.length > 0) throw usageFault('There is a word too many.', holdRelease);
    const order = {
      command: 'hold release',
      id: named(id, 'the hold', holdRelease),
      by: named(input.options.by, 'the role that releases it, with --by', holdRelease),
    };
    const data = (await ask(world, 'hold', order, input)) as { hold: Hold };
    return { ok: true, text: wordsFor(data.hold), data };
  },
};

/** What a hold is to be on. Everyone under a policy has to be meant: an identifier left out must not come to that. */
async function scopeOf(input: Input, world: World): Promise<object> {
  const { policy, dataset, everyone = false, 'subject-file': file } = input.options;
  const ofSubject = file !== undefined || input.files.length > 0;
  if ((policy === undefined) === (dataset === undefined)) {
    throw usageFault('Name what it is on: a policy or a dataset, and only one of them.', holdPlace);
  }
  if (dataset !== undefined) {
    if (ofSubject || everyone === true) throw usageFault('A hold on a dataset is on all subjects in it.', holdPlace);
    return { dataset };
  }
  if (ofSubject === everyone) {
    throw usageFault('Give the identifier of one subject, or --everyone for the whole policy.', holdPlace);
  }
  return everyone === true ? { policy } : { policy, subject: await readSubject(input, world, holdPlace.usage) };
}

function wordsFor({ id, on, ground, authority, placedAt, placedBy, reviewAt, reviewDue, released }: Hold): string {
  const whom = 'dataset' in on ? `dataset ${on.dataset}` : `${on.subject ? 'one subject' : 'everyone'} of ${on.policy}`;
  const review = `review ${reviewDue ? 'due since ' : ''}${reviewAt.slice(0, 10)}`;
  const end = released === null ? review : `released ${released.at} by ${released.by}`;
  return `${id}: ${whom}, ground ${ground}, ${authority}\n  placed ${placedAt} by ${placedBy}; ${end}`;
}

/** The beginning of a day in UTC, as an instant. */
function startOf(day: string): string {
  const instant = new Date(/^\d{4}-\d{2}-\d{2}$/.test(day) ? `${day}T00:00:00Z` : Number.NaN);
  if (Number.isNaN(instant.getTime()) || !instant.toISOString().startsWith(day)) {
    throw usageFault('A review is on a day, written 2026-11-23.', holdPlace);
  }
  return instant.toISOString();
}

function named(value: Input['options'][string], what: string, command: Command): string {
  if (typeof value === 'string' && value !== '' && value !== '-') return value;
  throw usageFault(`Name ${what}.`, command);
}

function usageFault(what: string, { usage }: Command): ExpungeError {
  return new ExpungeError('USAGE', `${what} Usage: ${usage}`);
}
