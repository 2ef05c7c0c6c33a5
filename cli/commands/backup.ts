import { ExpungeError } from '../../lib/errors.ts';
import type { Command, Input } from '../command.ts';
import { ask, DEPLOYMENT, DEPLOYMENT_USAGE } from '../invoke.ts';
import { count } from '../print-problems.ts';

const text = { type: 'string' } as const;

interface Answer {
  readonly refresh: { readonly refreshedAt: string; readonly evidence: string };
  readonly lookedAtAgain: number;
}

/** `expunge backup refreshed`: what was erased before is gone from that copy too. */
export const backupRefreshed: Command = {
  name: 'backup refreshed',
  usage: `expunge backup refreshed DATASET COPY --at yyyy-mm-ddThh:mm:ssZ --evidence REFERENCE --by ROLE ${DEPLOYMENT_USAGE}`,
  summary:
    'Notes that a backup (by its name in the inventory) was made anew: whatever had been erased by then is no longer in it, and cases that waited for it alone become final. Told again it changes nothing.',
  options: { ...DEPLOYMENT, at: text, evidence: text, by: text },
  async run(input, world) {
    const [dataset, copy, ...more] = input.files;
    if (dataset === undefined || copy === undefined || more.length > 0)
      throw usageFault('Name one dataset and one copy.');
    const refreshedAt = instantOf(named(input.options.at, 'when it was refreshed, with --at'));
    const order = {
      command: 'backup refreshed',
      // The same refresh told twice is one refresh.
      id: `${dataset}/${copy}/${refreshedAt}`,
      dataset,
      copy,
      refreshedAt,
      evidence: named(input.options.evidence, 'where the proof of it is, with --evidence'),
      by: named(input.options.by, 'the role that says so, with --by'),
    };
    const answer = (await ask(world, 'sweep', order, input)) as Answer;
    const isLatest = answer.refresh.refreshedAt === refreshedAt;
    const said = isLatest
      ? `Noted: ${copy} of ${dataset} was refreshed ${refreshedAt}. ${count(answer.lookedAtAgain, 'case')} will be looked at again.`
      : `A later refresh of ${copy} of ${dataset} is known (${answer.refresh.refreshedAt}): this one changes nothing.`;
    return { ok: true, text: said, data: answer };
  },
};

/** In UTC, to the second at least. */
function instantOf(given: string): string {
  const instant = new Date(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/.test(given) ? given : Number.NaN);
  if (Number.isNaN(instant.getTime())) throw usageFault('--at takes an instant in UTC, written 2026-11-23T04:00:00Z.');
  return instant.toISOString();
}

function named(value: Input['options'][string], what: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw usageFault(`Name ${what}.`);
}

function usageFault(what: string): ExpungeError {
  return new ExpungeError('USAGE', `${what} Usage: ${backupRefreshed.usage}`);
}
