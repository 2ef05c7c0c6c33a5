import { named, startOf, usageFault } from './arguments.ts';
import type { Command, Input, World } from './command.ts';
import { readSubject } from './subject.ts';

/** A hold as the function tells it. Instants in ISO 8601, UTC. */
export interface Hold {
  readonly id: string;
  readonly kind: 'hold' | 'extension';
  readonly on: { readonly policy: string; readonly subject: boolean } | { readonly dataset: string };
  readonly ground: string;
  readonly authority: string;
  readonly placedAt: string;
  readonly placedBy: string;
  readonly reviewAt: string;
  readonly until: string | null;
  readonly inForce: boolean;
  readonly reviewDue: boolean;
  readonly released: { readonly at: string; readonly by: string } | null;
}

/** How that is written in a usage line. */
export const SCOPE_USAGE = '(--policy POLICY (--subject-file FILE | - | --everyone) | --dataset DATASET)';

export const SCOPE_OPTIONS = {
  policy: { type: 'string' },
  'subject-file': { type: 'string' },
  everyone: { type: 'boolean' },
  dataset: { type: 'string' },
} as const;

/** What a hold is to be on. Everyone under a policy has to be meant: an identifier left out must not come to that. */
export async function scopeOf(input: Input, world: World, command: Command): Promise<object> {
  const { policy, dataset, everyone = false, 'subject-file': file } = input.options;
  const ofSubject = file !== undefined || input.files.length > 0;
  if ((policy === undefined) === (dataset === undefined)) {
    throw usageFault('Name what it is on: a policy or a dataset, and only one of them.', command);
  }
  if (dataset !== undefined) {
    if (ofSubject || everyone === true) throw usageFault('On a dataset, it is on all subjects in it.', command);
    return { dataset };
  }
  if (ofSubject === everyone) {
    throw usageFault('Give the identifier of one subject, or --everyone for the whole policy.', command);
  }
  return everyone === true ? { policy } : { policy, subject: await readSubject(input, world, command.usage) };
}

/** What it rests on and when somebody looks at it again: the same of a hold and of an extension. */
export function reasonsOf({ options }: Input, command: Command): Record<string, string> {
  return {
    ground: named(options.ground, 'the ground, with --ground', command),
    authority: named(options.authority, 'whose authority it rests on, with --authority', command),
    by: named(options.by, 'the role that places it, with --by', command),
  };
}

export const reviewOf = (day: string, command: Command): string => startOf(day, 'A review', command);

export function wordsFor({ id, kind, on, ground, authority, placedAt, placedBy, ...hold }: Hold): string {
  const { until, inForce, reviewAt, reviewDue, released } = hold;
  const whom = 'dataset' in on ? `dataset ${on.dataset}` : `${on.subject ? 'one subject' : 'everyone'} of ${on.policy}`;
  const review = `review ${reviewDue ? 'due since ' : ''}${reviewAt.slice(0, 10)}`;
  const own = until === null ? review : inForce ? `until ${until}, ${review}` : `ended ${until}`;
  const end = released === null ? own : `released ${released.at} by ${released.by}`;
  const what = kind === 'extension' ? `extension of ${whom}` : whom;
  return `${id}: ${what}, ground ${ground}, ${authority}\n  placed ${placedAt} by ${placedBy}; ${end}`;
}
