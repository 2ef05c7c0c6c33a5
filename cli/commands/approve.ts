import { named, text, usageFault } from '../arguments.ts';
import {
  type Brake,
  isWaiting,
  records,
  rules,
  wordsForApproved,
  wordsForBrakes,
  wordsForEachBrake,
} from '../brake-words.ts';
import type { Command, Input, Outcome, World } from '../command.ts';
import { ask, DEPLOYMENT, DEPLOYMENT_USAGE } from '../invoke.ts';

/** Options that make it an approval: without a policy they would be about nothing. */
const APPROVING = ['dataset', 'rule', 'records', 'by'] as const;

/** `expunge approve`: which rules wait before they erase, and why; with a policy, lets them go on. */
export const approve: Command = {
  name: 'approve',
  usage: `expunge approve [--all] ${DEPLOYMENT_USAGE}\n  expunge approve POLICY [--dataset DATASET] [--rule RULE] [--records N] --by ROLE ${DEPLOYMENT_USAGE}`,
  summary:
    'Without a policy, lists the rules that erase nothing until somebody approves them, why, and how many records would have gone: those that are new or changed, and those that came to the end of their day budget. Exit status 1 where there are any; with --all, lists the others too. With a policy, approves those of its rules that wait, or what --dataset and --rule name: they erase from now on, today as many records as on any day, or --records, under each.',
  options: { ...DEPLOYMENT, all: { type: 'boolean' }, dataset: text, rule: text, records: text, by: text },
  run: (input, world) => (input.files.length === 0 ? list(input, world) : approveSome(input, world)),
};

async function list(input: Input, world: World): Promise<Outcome> {
  const given = APPROVING.find((option) => input.options[option] !== undefined);
  if (given !== undefined) throw usageFault(`Name the policy that --${given} is about.`, approve);
  const { brakes } = (await ask(world, 'approve', { command: 'brake list' }, input)) as { brakes: readonly Brake[] };
  const waiting = brakes.filter(isWaiting);
  const all = input.options.all === true;
  const lines = all ? wordsForEachBrake(brakes) : wordsForBrakes(waiting);
  const summary = summaryOf(brakes, waiting);
  return {
    ok: waiting.length === 0,
    text: [...lines, ...(lines.length === 0 ? [] : ['']), ...summary].join('\n'),
    data: { brakes: all ? brakes : waiting },
  };
}

function summaryOf(brakes: readonly Brake[], waiting: readonly Brake[]): readonly string[] {
  if (waiting.length === 0) return [`${rules(brakes.length)}; none waits for an approval.`];
  const seen = waiting.reduce((sum, { waiting: of }) => sum + (of?.records ?? 0), 0);
  const about = seen === 0 ? 'nothing was due under them yet' : `${records(seen)} would have gone`;
  return [
    `${waiting.length} of ${rules(brakes.length)} ${waiting.length === 1 ? 'waits' : 'wait'} for an approval; ${about}. If that is what should go:`,
    ...new Set(waiting.map(({ policy }) => `  expunge approve ${policy} --by ROLE`)),
  ];
}

async function approveSome(input: Input, world: World): Promise<Outcome> {
  const [policy, ...more] = input.files;
  if (more.length > 0) throw usageFault('There is a word too many.', approve);
  const { dataset, rule, records: most, all } = input.options;
  if (all !== undefined) throw usageFault('--all is for listing: a policy by itself is all of it that waits.', approve);
  const order = {
    command: 'approve',
    policy: named(policy, 'the policy', approve),
    ...(dataset !== undefined && { dataset: named(dataset, 'the dataset, with --dataset', approve) }),
    ...(rule !== undefined && { rule: named(rule, 'the rule, with --rule', approve) }),
    ...(most !== undefined && { records: numberOf(most) }),
    by: named(input.options.by, 'the role that approves it, with --by', approve),
  };
  const data = (await ask(world, 'approve', order, input)) as { approved: readonly Brake[] };
  const { approved } = data;
  if (approved.length === 0) {
    return { ok: true, text: `No rule of ${order.policy} waits for an approval; nothing was changed.`, data };
  }
  const summary = `${rules(approved.length)} approved. What waited for it goes within minutes.`;
  return { ok: true, text: [...wordsForApproved(approved), '', summary].join('\n'), data };
}

function numberOf(given: Input['options'][string]): number {
  if (typeof given === 'string' && /^[1-9]\d{0,11}$/.test(given)) return Number(given);
  throw usageFault('--records takes a whole number of records, from 1.', approve);
}
