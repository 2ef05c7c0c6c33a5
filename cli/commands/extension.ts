import { dayOf, named, text } from '../arguments.ts';
import type { Command } from '../command.ts';
import { type Hold, reasonsOf, reviewOf, SCOPE_OPTIONS, SCOPE_USAGE, scopeOf, wordsFor } from '../held.ts';
import { ask, DEPLOYMENT, DEPLOYMENT_USAGE } from '../invoke.ts';

/** `expunge extension grant`: kept longer, on a ground that the policy has for that, to the end of a day. */
export const extensionGrant: Command = {
  name: 'extension grant',
  usage: `expunge extension grant ID ${SCOPE_USAGE} --ground GROUND --until yyyy-mm-dd --authority REFERENCE --by ROLE [--review yyyy-mm-dd] ${DEPLOYMENT_USAGE}`,
  summary:
    'Keeps data longer than their period, on one of the policy’s own grounds for that, to the end of a day in its zone; then it ends by itself, and what was due goes.',
  options: { ...DEPLOYMENT, ...SCOPE_OPTIONS, ground: text, until: text, authority: text, by: text, review: text },
  async run(input, world) {
    const [id, ...rest] = input.files;
    const { until, review } = input.options;
    const order = {
      command: 'extension grant',
      id: named(id, 'the extension, with an id of its own', extensionGrant),
      ...reasonsOf(input, extensionGrant),
      until: dayOf(named(until, 'its last day, with --until', extensionGrant), 'Its end', extensionGrant),
      ...(review !== undefined && { reviewAt: reviewOf(String(review), extensionGrant) }),
      on: await scopeOf({ ...input, files: rest }, world, extensionGrant),
    };
    const data = (await ask(world, 'hold', order, input)) as { hold: Hold };
    return { ok: true, text: `${wordsFor(data.hold)}\nIn force: nothing of it is erased until then.`, data };
  },
};
