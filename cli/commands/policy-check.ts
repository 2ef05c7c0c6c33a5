import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExpungeError } from '../../lib/errors.ts';
import {
  checkQuotes,
  compile,
  hasErrors,
  isDerived,
  type Problem,
  provisionsOf,
  type SourceFile,
  sourceTextOf,
} from '../../lib/policy/index.ts';
import type { Command } from '../command.ts';
import { count, printProblems } from '../print-problems.ts';
import { readPolicies, readSourceFile } from '../source-files.ts';

/** `expunge policy check`: what is wrong in policies, and with an inventory whether they can be carried out. */
export const policyCheck: Command = {
  name: 'policy check',
  usage: 'expunge policy check FILES... [--inventory FILE] [--earlier DIR] [--texts DIR] [--json]',
  summary:
    'Checks policies; with an inventory also that every promise can be kept; with the texts also every quote. --earlier: versions of the same policies that came before.',
  options: { inventory: { type: 'string' }, earlier: { type: 'string' }, texts: { type: 'string' } },
  async run({ files, options }) {
    if (files.length === 0)
      throw new ExpungeError('USAGE', `Name at least one policy file. Usage: ${policyCheck.usage}`);
    const policies = readPolicies(files);
    const inventory = typeof options.inventory === 'string' ? readSourceFile(options.inventory) : null;
    const earlier = typeof options.earlier === 'string' ? readPolicies([options.earlier]) : [];
    const { plan, problems: found } = compile({ policies, inventory, earlier });
    const quotes = typeof options.texts === 'string' ? compareTexts(policies, options.texts) : null;
    const problems = [...found, ...(quotes?.problems ?? [])];

    const summary = [count(policies.length, 'policy')];
    if (earlier.length > 0) summary.push(count(earlier.length, 'earlier version'));
    const provisions = policies.flatMap((policy) => Object.values(provisionsOf(policy)));
    if (provisions.length > 0) {
      const unsuited = provisions.filter((provision) => 'notSoftware' in provision).length;
      summary.push(`${count(provisions.length, 'provision')} (${unsuited} not for software)`);
    }
    if (plan !== null) {
      const datasets = Object.values(plan.datasets);
      const clusters = datasets.flatMap((dataset) => dataset.clusters);
      const derived = clusters.filter(({ rule }) => isDerived(rule)).length;
      const triggers = Object.values(plan.policies).flatMap((policy) => Object.keys(policy.triggers));
      summary.push(
        count(triggers.length, 'trigger'),
        count(datasets.length, 'dataset'),
        `${count(clusters.length - derived, 'cluster')}${derived === 0 ? '' : ` and ${derived} for triggers alone`}`,
      );
    }
    if (quotes !== null) summary.push(`quotes compared with ${count(quotes.compared, 'text')}`);
    const report =
      problems.length > 0
        ? `${printProblems(problems, [...policies, ...earlier, ...(inventory === null ? [] : [inventory])])}\n`
        : '';
    const ok = !hasErrors(problems);
    return {
      ok,
      text: `${report}${summary.join(', ')}: ${ok ? 'nothing stands in the way' : 'refused'}`,
      data: { ok, policies: policies.map(({ path }) => path), problems, textsCompared: quotes?.compared ?? 0 },
    };
  },
};

/** Policies whose text is not in the directory are left out: the count says so. */
function compareTexts(policies: readonly SourceFile[], directory: string): { problems: Problem[]; compared: number } {
  if (!existsSync(directory)) throw new ExpungeError('USAGE', `There is no directory ${directory}.`);
  const problems: Problem[] = [];
  let compared = 0;
  for (const policy of policies) {
    const name = sourceTextOf(policy);
    const path = name === null ? null : join(directory, name);
    if (path === null || !existsSync(path)) continue;
    problems.push(...checkQuotes(policy, readFileSync(path, 'utf8')));
    compared += 1;
  }
  return { problems, compared };
}
