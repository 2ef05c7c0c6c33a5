import type { FunctionCalls, Sections } from './figures.ts';
import { cell, count, table } from './markdown.ts';

/* What the page says of what everything rests on: roles, contracts, packages. */

export function calls({ tests, byFunction, otherPartition: other }: Sections['calls']['figures']): string[] {
  const all = sumOf(byFunction);
  const named = new Map(other.asOthers.map((one) => [one.name, one]));
  return [
    'In the end-to-end tests each request of a function is read on the wire (action, ARN, partition keys, conditions) and judged by the policies of the',
    'synthesised template before it leaves; what they do not allow is answered as AWS answers it ([security](security.md#what-was-shown-of-it-and-how)).',
    `${count(tests)} deployments made ${count(all.allowed + all.refused)} calls: ${count(all.allowed)} allowed, **${count(all.refused)} refused**.`,
    '',
    `Then one of each kind was brought before the policies of a template for the partition \`${other.partition}\`, with its ARNs: ${count(other.allowed)} allowed,`,
    `**${count(other.refused)} refused**. And each function was tried with the calls that only others had made: that is the last column, and the one before it what`,
    'it might have done as well.',
    '',
    ...table(
      ['Function', 'Calls', 'Allowed', 'Refused', 'Calls of others it may make', 'Calls of others refused'],
      byFunction.map(({ name, allowed, refused }) => {
        const tried = named.get(name);
        return [
          ...[name, count(allowed + refused), count(allowed), count(refused)],
          ...[count(tried?.allowed ?? 0), count(tried?.refused ?? 0)],
        ];
      }),
    ),
    '',
    'Tests hold on both templates what matters most: `delete` changes no record and `anonymise` removes none, in any store; nobody takes a file of the log away or',
    'overwrites one; who may read the item that holds a subject’s id ([forbidden](../test/infra/forbidden.test.ts), [grants](../test/infra/grants.test.ts)).',
  ];
}

export function grants({ granted, used, byFunction, unused, unexplained }: Sections['grants']['figures']): string[] {
  return [
    `The roles grant ${count(granted)} actions. The end-to-end tests use ${count(used)} ([the list](../test/support/used-grants.json), which they keep true); the other`,
    `${count(granted - used)} each have a [reason](../test/support/never-used-grants.ts), ${count(unexplained)} have none.`,
    '',
    ...table(
      ['Why it is granted although no test uses it', 'Grants'],
      unused.map(({ because, grants: many }) => [cell(because), count(many)]),
    ),
    '',
    ...table(
      ['Function', 'Granted', 'Never used'],
      byFunction.map((one) => [one.name, count(one.granted), count(one.unused)]),
    ),
  ];
}

export function contracts({ suites }: Sections['contracts']['figures']): string[] {
  return [
    'What the code asks of a store, a queue or a key is a suite of tests, run against each implementation: the twins in memory on which most tests rest, and the services that',
    'the embedded stack runs. What one of them does otherwise is in [limits](limits.md#differences-between-implementations).',
    '',
    ...table(
      ['Port', 'Implementation', 'Passed', 'Skipped: a known difference'],
      suites.map(({ port, implementation, passed, skipped }) => [port, implementation, count(passed), count(skipped)]),
    ),
  ];
}

export function moto({ passed, differs, skipped }: Sections['moto']['figures']): string[] {
  return [
    'The same suites against [moto](https://github.com/getmoto/moto), which others wrote: what both agree on is less likely to be a mistake of ours.',
    '',
    `${count(passed)} tests passed, ${count(skipped)} were skipped, and ${count(differs)} failed where it is known to differ ([limits](limits.md#differences-between-implementations)); no other did.`,
  ];
}

export function dependencies(it: Sections['dependencies']['figures']): string[] {
  return [
    'The rules and what they do not cover are in [dependencies](dependencies.md).',
    '',
    ...table(
      ['', ''],
      [
        ['Packages in the lock file', count(it.packages)],
        ['of which have code in the deployed functions', count(it.deployed)],
        ['of which have code in the page that checks certificates', count(it.handedOn)],
        ['Named in a range, not in one version', count(it.ranges)],
        ['Archives without a SHA-512', count(it.withoutHash)],
        ['That declare an install script, which is not run', count(it.declareInstallScript)],
        [
          'Known weaknesses (`npm audit`)',
          it.weaknesses === null ? '**not audited**: the registry did not answer' : count(it.weaknesses),
        ],
      ],
    ),
    '',
    ...table(
      ['Licence', 'Packages'],
      it.licences.map(({ licence, packages }) => [cell(licence), count(packages)]),
    ),
  ];
}

/** All calls of some functions. */
export function sumOf(rows: readonly FunctionCalls[]): { allowed: number; refused: number } {
  const sum = (key: 'allowed' | 'refused') => rows.reduce((total, row) => total + row[key], 0);
  return { allowed: sum('allowed'), refused: sum('refused') };
}
