import type { CaseView } from '../../lib/registry/desk/index.ts';
import { named, onlyWord, text } from '../arguments.ts';
import { wordsForCase } from '../case-words.ts';
import type { Command, Input, Outcome, World } from '../command.ts';
import { ask, DEPLOYMENT, DEPLOYMENT_USAGE } from '../invoke.ts';
import { wordsForShutDown } from './case-open.ts';

/** `expunge case meet`: one of the proofs that a case waits for. */
export const caseMeet: Command = {
  name: 'case meet',
  usage: `expunge case meet CASE --gate GATE --evidence REFERENCE --by ROLE ${DEPLOYMENT_USAGE}`,
  summary:
    'Notes that a precondition is proven, and where the proof is kept. With the last one the case begins; the gate doubt is opened the same way. Of a shut-down, one of its proofs.',
  options: { ...DEPLOYMENT, gate: text, evidence: text, by: text },
  run: (input, world) =>
    decide(caseMeet, input, world, {
      gate: named(input.options.gate, 'the gate, with --gate', caseMeet),
      evidence: named(input.options.evidence, 'where the proof is kept, with --evidence', caseMeet),
    }),
};

/** `expunge case refuse`: a person's decision, on a ground of the policy, with its reason in writing. */
export const caseRefuse: Command = {
  name: 'case refuse',
  usage: `expunge case refuse CASE --code CODE --reason TEXT --by ROLE [--evidence REFERENCE] ${DEPLOYMENT_USAGE}`,
  summary:
    'Refuses a request while its case waits, on one of the policy’s own grounds. Nothing is erased for it. The person is owed the reason: note the answer with case answer. No names in the reason.',
  options: { ...DEPLOYMENT, code: text, reason: text, evidence: text, by: text },
  run: (input, world) =>
    decide(caseRefuse, input, world, {
      code: named(input.options.code, 'the ground, with --code', caseRefuse),
      reason: named(input.options.reason, 'the reason, with --reason', caseRefuse),
      ...(input.options.evidence !== undefined && { evidence: input.options.evidence }),
    }),
};

/** `expunge case grant`: takes a refusal back, as on an appeal. */
export const caseGrant: Command = {
  name: 'case grant',
  usage: `expunge case grant CASE --reason TEXT --by ROLE [--appeal ID] ${DEPLOYMENT_USAGE}`,
  summary:
    'Takes a refusal back: the case waits again, with its gates as they were, and the appeal that led to it is answered as granted.',
  options: { ...DEPLOYMENT, reason: text, by: text, appeal: text },
  run: (input, world) =>
    decide(caseGrant, input, world, {
      reason: named(input.options.reason, 'the reason, with --reason', caseGrant),
      ...(input.options.appeal !== undefined && { appeal: input.options.appeal }),
    }),
};

/** `expunge case fee`: what a person decided to charge for a repeated request. */
export const caseFee: Command = {
  name: 'case fee',
  usage: `expunge case fee CASE --amount TEXT --why TEXT --by ROLE ${DEPLOYMENT_USAGE}`,
  summary:
    'Notes the cost that is charged for a request far beyond the usual, where the policy keeps that for itself and the subject asked before. Nothing charges by itself.',
  options: { ...DEPLOYMENT, amount: text, why: text, by: text },
  run: (input, world) =>
    decide(caseFee, input, world, {
      amount: named(input.options.amount, 'the amount, with --amount', caseFee),
      why: named(input.options.why, 'why it is charged, with --why', caseFee),
    }),
};

async function decide(command: Command, input: Input, world: World, what: object): Promise<Outcome> {
  const order = {
    command: command.name,
    case: onlyWord(input, 'the case', command),
    ...what,
    by: named(input.options.by, 'the role that decides, with --by', command),
  };
  const data = (await ask(world, 'case', order, input)) as { case: CaseView } | { shutDown: never };
  return { ok: true, text: 'case' in data ? wordsForCase(data.case) : wordsForShutDown(data.shutDown), data };
}
