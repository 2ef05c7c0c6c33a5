import type { CaseLine, CaseView } from '../../lib/registry/desk/index.ts';
import { onlyWord, text, usageFault } from '../arguments.ts';
import { wordsForCase, wordsForLine } from '../case-words.ts';
import type { Command, Input, World } from '../command.ts';
import { ask, DEPLOYMENT, DEPLOYMENT_USAGE } from '../invoke.ts';
import { count } from '../print-problems.ts';

const STATES = ['waiting', 'open', 'restricted', 'refused'];

/** `expunge case show`: where a case stands, what it waits for, and by when what is owed. */
export const caseShow: Command = {
  name: 'case show',
  usage: `expunge case show CASE ${DEPLOYMENT_USAGE}`,
  summary:
    'Shows a case: gates and why it is blocked, both clocks and the time left, doubts, holds, recipients, answers, decisions, certificates. Never whom it is about.',
  options: { ...DEPLOYMENT },
  async run(input, world) {
    const order = { command: 'case show', case: onlyWord(input, 'the case', caseShow) };
    const data = (await ask(world, 'case', order, input)) as { case: CaseView };
    return { ok: true, text: wordsForCase(data.case), data };
  },
};

/** `expunge case list`: what is under way, by deadline. */
export const caseList: Command = {
  name: 'case list',
  usage: `expunge case list [--state waiting|open|restricted|refused] [--policy POLICY] ${DEPLOYMENT_USAGE}`,
  summary:
    'Lists the cases that have not ended, the nearest deadline first; with --state refused, those that were refused.',
  options: { ...DEPLOYMENT, state: text, policy: text },
  async run(input, world) {
    if (input.files.length > 0) throw usageFault('There is a word too many.', caseList);
    const { state = null, policy = null } = input.options;
    if (state !== null && !STATES.includes(String(state))) {
      throw usageFault(`A state is one of ${STATES.join(', ')}.`, caseList);
    }
    const cases = await listAll({ command: 'case list', state, policy }, input, world);
    const late = cases.filter(({ deadline }) => deadline.left !== null && deadline.left < 0).length;
    const summary = `${count(cases.length, 'case')}, ${late} late.`;
    return { ok: true, text: [...cases.map(wordsForLine), summary].join('\n'), data: { cases } };
  },
};

async function listAll(order: object, input: Input, world: World): Promise<CaseLine[]> {
  const cases: CaseLine[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const answer = (await ask(world, 'case', { ...order, after }, input)) as Page;
    cases.push(...answer.cases);
    after = answer.next;
  }
  return cases;
}

interface Page {
  readonly cases: readonly CaseLine[];
  readonly next: string | null;
}
