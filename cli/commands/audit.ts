import { ExpungeError } from '../../lib/errors.ts';
import type { Command, Input, World } from '../command.ts';
import { ask, DEPLOYMENT, DEPLOYMENT_USAGE } from '../invoke.ts';
import { minutes } from '../minutes.ts';
import { count } from '../print-problems.ts';

/** An audit as the function tells it. Instants in ISO 8601, UTC. */
interface Audit {
  readonly store: string;
  readonly policy: string | null;
  readonly endedAt: string;
  readonly pass: number;
  readonly records: number;
  readonly untracked: number;
  readonly due: number;
  readonly held: number;
  readonly undated: number;
  readonly ownerless: number;
  readonly findings: readonly Finding[];
}

interface Finding {
  readonly kind: string;
  readonly attribute: string;
  readonly category: string | null;
  readonly count: number;
}

interface Shown {
  readonly stores: readonly string[];
  readonly audits: readonly Audit[];
  readonly underWay: readonly { readonly store: string; readonly records: number }[];
}

/** Sweep continues an audit each minute. */
const LOOK = 20_000;
const USUAL_WAIT = 30;

/** `expunge audit`: what lies in the stores that nobody tracks, that should be gone, or that should not be there. */
export const auditCommand: Command = {
  name: 'audit',
  usage: `expunge audit [--dataset DATASET] [--last] [--wait MINUTES] ${DEPLOYMENT_USAGE}`,
  summary:
    'Audits the stores now rather than once a month: arms what has no timer, and counts what should be gone, what the inventory does not know and what a policy prohibits. Waits for the result, at most --wait minutes (30). With --last, shows what the last audits came to. Exit status 1 where something was found.',
  options: { ...DEPLOYMENT, dataset: { type: 'string' }, last: { type: 'boolean' }, wait: { type: 'string' } },
  async run(input, world) {
    const { dataset, last = false } = input.options;
    if (input.files.length > 0)
      throw new ExpungeError('USAGE', `There is a word too many. Usage: ${auditCommand.usage}`);
    const store = typeof dataset === 'string' ? dataset : null;
    const within = minutes(input.options.wait, USUAL_WAIT, auditCommand.usage) * 60_000;
    const before = (await ask(world, 'sweep', { command: 'audit show' }, input)) as Shown;
    if (store !== null && !before.stores.includes(store)) {
      throw new ExpungeError('USAGE', `There is no such dataset. There are: ${before.stores.join(', ')}.`);
    }
    const wanted = store === null ? before.stores : [store];
    if (last === true) return told(before, wanted, []);
    await ask(world, 'sweep', { command: 'audit begin', store }, input);
    const { shown, waiting } = await result(before, wanted, world.now() + within, input, world);
    return told(shown, wanted, waiting);
  },
};

/** Looks until every audit that was asked for has ended, or time is up. */
async function result(before: Shown, wanted: readonly string[], until: number, input: Input, world: World) {
  const passOf = (shown: Shown, store: string) => shown.audits.find((one) => one.store === store)?.pass ?? 0;
  for (;;) {
    const shown = (await ask(world, 'sweep', { command: 'audit show' }, input)) as Shown;
    const waiting = wanted.filter((store) => passOf(shown, store) <= passOf(before, store));
    if (waiting.length === 0 || world.now() >= until) return { shown, waiting };
    const looked = shown.underWay.reduce((sum, { records }) => sum + records, 0);
    world.progress(`${count(waiting.length, 'store')} to go, ${count(looked, 'record')} looked through`);
    await world.wait(LOOK);
  }
}

function told({ audits }: Shown, wanted: readonly string[], waiting: readonly string[]) {
  const ended = audits.filter(({ store }) => wanted.includes(store) && !waiting.includes(store));
  const never = wanted.filter((store) => !waiting.includes(store) && !ended.some((one) => one.store === store));
  const found = ended.filter(({ findings }) => findings.length > 0).length;
  const lines = [
    ...ended.map(wordsFor),
    ...waiting.map((store) => `${store}: under way; \`expunge audit --last\` shows it when it has ended`),
    ...never.map((store) => `${store}: not audited yet`),
    `${count(ended.length, 'store')} audited, ${found} with something that should not be there.`,
  ];
  return {
    ok: found === 0 && waiting.length === 0,
    text: lines.join('\n'),
    data: { audits: ended, underWay: waiting, never },
  };
}

function wordsFor({ store, endedAt, records, untracked, due, held, undated, ownerless, findings }: Audit): string {
  const numbers = [
    [untracked, 'untracked until then'],
    [due, 'should have been gone'],
    [held, 'kept by a hold'],
    [undated, 'undated'],
    [ownerless, 'of nobody'],
  ] as const;
  const told = numbers.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`);
  const head = `${store}: ${[count(records, 'record'), ...told].join(', ')} (${endedAt.slice(0, 16)}Z)`;
  return [head, ...findings.map(lineOf)].join('\n');
}

function lineOf({ kind, attribute, category, count: times }: Finding): string {
  const what = category === null ? kind : `${kind}, ${category}`;
  return `  ${what}: ${attribute}, in ${count(times, 'record')}`;
}
