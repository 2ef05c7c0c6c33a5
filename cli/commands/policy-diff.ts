import { ExpungeError } from '../../lib/errors.ts';
import {
  type Change,
  classifyChanges,
  hasErrors,
  type Problem,
  type ReadPolicy,
  readPolicy,
} from '../../lib/policy/index.ts';
import type { Command } from '../command.ts';
import { count, printProblems } from '../print-problems.ts';
import { readSourceFile } from '../source-files.ts';

/** `expunge policy diff`: what a new version of a policy changes for the people it is made to. */
export const policyDiff: Command = {
  name: 'policy diff',
  usage: 'expunge policy diff BEFORE AFTER [--json]',
  summary:
    'Compares two versions of a policy, category by category and trigger by trigger, and marks what leaves people with less: that needs their consent, and never binds what was collected before. Status 1 if there is any.',
  options: {},
  async run({ files }) {
    const [before, after, ...more] = files;
    if (before === undefined || after === undefined || more.length > 0) {
      throw new ExpungeError('USAGE', `Name two policy files. Usage: ${policyDiff.usage}`);
    }
    const sources = [readSourceFile(before), readSourceFile(after)];
    const [old, now] = sources.map(readPolicy) as [ReadPolicy, ReadPolicy];
    const problems: readonly Problem[] = [...old.report.problems, ...now.report.problems];
    if (hasErrors(problems)) {
      return { ok: false, text: printProblems(problems, sources), data: { ok: false, problems } };
    }
    if (old.file?.policy !== now.file?.policy) {
      throw new ExpungeError('USAGE', `These are two policies: \`${old.file?.policy}\` and \`${now.file?.policy}\`.`);
    }
    const changes = classifyChanges(old, now);
    const reducing = changes.filter(({ reduces }) => reduces);
    const summary =
      changes.length === 0
        ? 'Nothing that binds anybody has changed.'
        : `${count(changes.length, 'change')}, of which ${reducing.length} may leave people with less.`;
    return {
      ok: reducing.length === 0,
      text: [...changes.map(wordsFor), summary].join('\n'),
      data: { ok: reducing.length === 0, before: old.file?.version, after: now.file?.version, changes },
    };
  },
};

function wordsFor({ kind, what, before, after, reduces }: Change): string {
  const from = before === null ? '' : ` ${before}`;
  const to = after === null ? '' : ` → ${after}`;
  return `${reduces ? '−' : '+'} ${kind}: ${what}${before === after ? '' : `${from}${to}`}`;
}
