import { ExpungeError } from '../../lib/errors.ts';
import {
  type Change,
  classifyChanges,
  classifyRecipients,
  hasErrors,
  type Problem,
  type ReadInventory,
  type ReadPolicy,
  readInventory,
  readPolicy,
  type SourceFile,
} from '../../lib/policy/index.ts';
import type { Command, Input } from '../command.ts';
import { count, printProblems } from '../print-problems.ts';
import { readSourceFile } from '../source-files.ts';

/** `expunge policy diff`: what a new version of a policy changes for the people it is made to. */
export const policyDiff: Command = {
  name: 'policy diff',
  usage: 'expunge policy diff BEFORE AFTER [--inventory-before FILE --inventory FILE] [--json]',
  summary:
    'Compares two versions of a policy, category by category and trigger by trigger, with the inventories also who receives what, and marks what leaves people with less: that needs their consent, and never binds what was collected before. Status 1 if there is any.',
  options: { inventory: { type: 'string' }, 'inventory-before': { type: 'string' } },
  async run({ files, options }) {
    const [before, after, ...more] = files;
    if (before === undefined || after === undefined || more.length > 0) {
      throw new ExpungeError('USAGE', `Name two policy files. Usage: ${policyDiff.usage}`);
    }
    const inventories = inventoriesIn(options).map((path) => readSourceFile(path));
    const policies = [readSourceFile(before), readSourceFile(after)];
    const [old, now] = policies.map(readPolicy) as [ReadPolicy, ReadPolicy];
    const stores = inventories.map(readInventory);
    const problems: readonly Problem[] = [old, now, ...stores].flatMap(({ report }) => report.problems);
    const sources: readonly SourceFile[] = [...policies, ...inventories];
    if (hasErrors(problems)) {
      return { ok: false, text: printProblems(problems, sources), data: { ok: false, problems } };
    }
    if (old.file?.policy !== now.file?.policy) {
      throw new ExpungeError('USAGE', `These are two policies: \`${old.file?.policy}\` and \`${now.file?.policy}\`.`);
    }
    const [storesBefore, storesAfter] = stores as [ReadInventory?, ReadInventory?];
    const received =
      storesBefore === undefined || storesAfter === undefined || now.file === null
        ? []
        : classifyRecipients(now.file.policy, storesBefore, storesAfter);
    const changes = [...classifyChanges(old, now), ...received];
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

/** Both, or neither. */
function inventoriesIn(options: Input['options']): readonly string[] {
  const named = [options['inventory-before'], options.inventory].filter((path) => typeof path === 'string');
  if (named.length !== 1) return named;
  throw new ExpungeError('USAGE', `Name both inventories, or neither. Usage: ${policyDiff.usage}`);
}

function wordsFor({ kind, what, before, after, reduces }: Change): string {
  const from = before === null ? '' : ` ${before}`;
  const to = after === null ? '' : ` → ${after}`;
  return `${reduces ? '−' : '+'} ${kind}: ${what}${before === after ? '' : `${from}${to}`}`;
}
