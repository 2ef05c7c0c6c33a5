import type { ReplyView } from '../../lib/registry/desk/index.ts';
import { named, onlyWord, text, usageFault } from '../arguments.ts';
import { replyWords } from '../case-words.ts';
import type { Command, Input, Outcome, World } from '../command.ts';
import { ask, DEPLOYMENT, DEPLOYMENT_USAGE } from '../invoke.ts';
import { instantOf } from './case-open.ts';

const OUTCOMES = ['granted', 'refused', 'partly'];

/** `expunge case answer`: the person was answered, and what. */
export const caseAnswer: Command = {
  name: 'case answer',
  usage: `expunge case answer CASE --outcome granted|refused|partly [--code CODE] [--reply ID] --by ROLE ${DEPLOYMENT_USAGE}`,
  summary:
    'Notes that the person was answered: on the request, or with --reply on a complaint or appeal. Erases nothing. Partly is said with technical, legal or regulatory, or a ground of the policy.',
  options: { ...DEPLOYMENT, outcome: text, code: text, reply: text, by: text },
  run(input, world) {
    const { code, reply } = input.options;
    const outcome = named(input.options.outcome, 'what was answered, with --outcome', caseAnswer);
    if (!OUTCOMES.includes(outcome)) throw usageFault(`An outcome is one of ${OUTCOMES.join(', ')}.`, caseAnswer);
    return tell(caseAnswer, input, world, {
      outcome,
      ...(code !== undefined && { code }),
      ...(reply !== undefined && { reply }),
      by: named(input.options.by, 'the role that answered, with --by', caseAnswer),
    });
  },
};

/** `expunge case complain`: a complaint in a case, or an appeal against an answer that was given in it. */
export const caseComplain: Command = {
  name: 'case complain',
  usage: `expunge case complain CASE --id ID --received INSTANT [--appeal-of REPLY] ${DEPLOYMENT_USAGE}`,
  summary:
    'Starts the clock of the answer to a complaint, from its receipt. With --appeal-of, of an appeal against that answer; request names the answer to what opened the case.',
  options: { ...DEPLOYMENT, id: text, received: text, 'appeal-of': text },
  run(input, world) {
    const { 'appeal-of': appealOf } = input.options;
    const received = named(input.options.received, 'when it was received, with --received', caseComplain);
    return tell(caseComplain, input, world, {
      id: named(input.options.id, 'the complaint, with an --id of its own', caseComplain),
      receivedAt: instantOf(received, caseComplain),
      ...(appealOf !== undefined && { appealOf }),
    });
  },
};

async function tell(command: Command, input: Input, world: World, what: object): Promise<Outcome> {
  const order = { command: command.name, case: onlyWord(input, 'the case', command), ...what };
  const data = (await ask(world, 'case', order, input)) as { reply: ReplyView };
  return { ok: true, text: replyWords(data.reply), data };
}
