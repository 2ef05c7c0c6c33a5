import type { Counts, Figures, FunctionCalls, Name, Sections, Versions } from './figures.ts';
import { cell, count, sentence, table } from './markdown.ts';

/** What each section says, in the order of the page. */
const PARTS: { readonly [one in Name]: (figures: Sections[one]['figures']) => readonly string[] } = {
  simulation,
  realPath,
  blastRadius,
  calls,
  grants,
  leaks,
  hostile,
  contracts,
  moto,
  dependencies,
};

const TITLES: Readonly<Record<Name, string>> = {
  simulation: 'A scheduler that means ill',
  realPath: 'Faults on the real path',
  blastRadius: 'A policy changed by mistake',
  calls: 'What functions call, and what they may',
  grants: 'What is granted and never used',
  leaks: 'Canaries',
  hostile: 'Hostile input',
  contracts: 'One suite for each port',
  moto: 'A second opinion: moto',
  dependencies: 'Dependencies',
};

/** docs/reliability.md, from the figures alone. */
export function reliabilityPage(figures: Figures): string {
  const names = (Object.keys(PARTS) as Name[]).filter((name) => figures[name] !== undefined);
  return [
    '<!-- Written by `npm run reliability` from reliability.json, which the run writes. Do not edit. -->',
    '# Reliability',
    '',
    'What was done to Expunge to make it break its [seven promises](architecture.md#the-promises), and what came of it. Every figure was',
    'counted by a run; the commands are [at the end](#how-to-run-it-again), and a section is written only by a run in which everything held.',
    'Nothing of it was done in an AWS account: [limits](limits.md#never-deployed).',
    '',
    ...inShort(figures),
    ...names.flatMap((name) => ['', `## ${TITLES[name]}`, '', ...part(name, figures)]),
    '',
    '## How to run it again',
    '',
    '`npm run reliability` runs everything and writes this page. `npm run reliability -- --only simulation,leaks` runs some sections and leaves',
    'the others as they were. A test holds the page against its figures, and the figures against the tree.',
    '',
    ...table(
      ['Section', 'Run by', 'With'],
      names.map((name) => [TITLES[name], `\`${figures[name]?.command}\``, versionsIn(figures[name]?.versions ?? {})]),
    ),
    '',
  ].join('\n');
}

function part<N extends Name>(name: N, figures: Figures): readonly string[] {
  const section = figures[name] as Sections[N] | undefined;
  return section === undefined ? [] : PARTS[name](section.figures);
}

function inShort({ simulation: fire, calls: iam, leaks: canaries, hostile: input }: Figures): string[] {
  const rows: string[][] = [];
  if (fire !== undefined) {
    const { runs, steps, faults, violations, mutants, mutantsCaught } = fire.figures;
    rows.push(['Runs of the simulation', count(runs)], ['Steps', count(steps)], ['Faults injected', count(faults)]);
    rows.push(['**Promises broken**', `**${count(violations)}**`]);
    rows.push(['Protocols broken on purpose, noticed', `${count(mutantsCaught)} of ${count(mutants)}`]);
  }
  if (iam !== undefined) {
    const { allowed, refused } = sumOf(iam.figures.byFunction);
    rows.push(['Calls of deployed functions, allowed by their roles', count(allowed)]);
    rows.push(['Calls refused that were needed', count(refused)]);
  }
  if (canaries !== undefined)
    rows.push([
      'Canaries found after erasure',
      `${count(canaries.figures.found)} of ${count(canaries.figures.canaries)}`,
    ]);
  if (input !== undefined) {
    rows.push(['Hostile inputs made up', count(input.figures.kinds.reduce((sum, { inputs }) => sum + inputs, 0))]);
    rows.push(['Kinds of them with a crash without a code, or an erasure', count(input.figures.failed)]);
  }
  return rows.length === 0 ? [] : table(['In short', ''], rows);
}

function simulation(it: Sections['simulation']['figures']): string[] {
  return [
    'The real code of tagging, finding what is due, erasing, sealing, cases, holds and recipients runs on stores in memory. One seeded scheduler owns',
    'the clock and decides what comes next, between any two requests: who goes on, who crashes, what is lost, late, repeated, out of order',
    'or refused, while users go on writing. A model that knows nothing of the implementation then checks all seven promises. A seed that breaks one',
    'prints the shortest trace that still does: `npm run simulate -- --seed N`.',
    '',
    `${count(it.runs)} runs, ${count(it.steps)} steps, ${count(it.faults)} faults: **${count(it.violations)} promises broken.**`,
    '',
    ...table(
      ['Fault', 'Times'],
      Object.entries(it.faultsByKind)
        .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
        .map(([kind, times]) => [cell(kind), count(times)]),
    ),
    '',
    '### Proof that it can fail',
    '',
    `A test that never fails shows nothing. So the protocol was broken on purpose, in ${count(it.mutants)} ways, one at a time. ${count(it.mutantsCaught)} were noticed:`,
    'by which promise, and in the run of which seed for the first time.',
    '',
    ...table(
      ['Broken', 'What then happens', 'Noticed by', 'Seed'],
      [...it.byMutant]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(({ name, breaks, promise, seed }) => [
          cell(name),
          cell(breaks),
          promise ?? '**nobody**',
          seed === null ? '' : count(seed),
        ]),
    ),
  ];
}

function realPath(it: Counts): string[] {
  return [
    'The embedded stack, from the same templates and bundles that are deployed, is put under load while its functions are killed at random, its',
    'services restarted and messages delivered again. Then everything is left to come to rest, and compared with a run of the same load in which nothing went wrong.',
    '',
    ...ofCounts(it),
  ];
}

function blastRadius(it: Counts): string[] {
  return [
    'A policy is deployed with a mistake in it: a period ten times too short, `18 days` where it said `180 days`, which makes everybody’s records due at once.',
    'A [brake](security.md#threats-considered) lets nothing go that nobody has approved; then somebody approves the mistake, and it lets a day’s budget go.',
    '',
    ...ofCounts(it),
  ];
}

function calls({ tests, byFunction, otherPartition: other }: Sections['calls']['figures']): string[] {
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

function grants({ granted, used, byFunction, unused, unexplained }: Sections['grants']['figures']): string[] {
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

function leaks({ canaries, planted, searched, found }: Sections['leaks']['figures']): string[] {
  return [
    'One person under each of the five policies, with a text of their own (a canary) in every personal field of every dataset. Everything of theirs is erased, by every',
    'mechanism there is. Then the canaries, in every writing, and the digests of the ids are searched for wherever anything is kept or was said. In the end something is leaked on',
    'purpose to each kind of place, to see that it is found.',
    '',
    `${count(canaries)} canaries, found in ${count(planted)} tables and versions of objects before; after that **in ${count(found)} places**, but in those where they have to be: input`,
    'that was bad on purpose and was parked for a person to look at, and what the applications’ own streams show for a day.',
    '',
    ...ofCounts(searched, 'Searched'),
  ];
}

function hostile({ kinds, failed }: Sections['hostile']['figures']): string[] {
  return [
    'Inputs that somebody made up: ids with separators, quotes and any Unicode, 2 KB long, or such as Expunge’s own keys look; values of the wrong kind, nested, missing,',
    'repeated; halves of characters. Nothing may crash without a code, erase what is not asked for, or say a word of what was in it. An input may be a sequence of up to four.',
    '',
    ...table(
      ['Kind', 'Inputs'],
      kinds.map(({ kind, inputs }) => [cell(kind), count(inputs)]),
    ),
    '',
    `Tests of them in which something crashed without a code, was erased or was told: **${count(failed)}**.`,
  ];
}

function contracts({ suites }: Sections['contracts']['figures']): string[] {
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

function moto({ passed, differs, skipped }: Sections['moto']['figures']): string[] {
  return [
    'The same suites against [moto](https://github.com/getmoto/moto), which others wrote: what both agree on is less likely to be a mistake of ours.',
    '',
    `${count(passed)} tests passed, ${count(skipped)} were skipped, and ${count(differs)} failed where it is known to differ ([limits](limits.md#differences-between-implementations)); no other did.`,
  ];
}

function dependencies(it: Sections['dependencies']['figures']): string[] {
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

const ofCounts = (counts: Counts, what = 'What'): string[] =>
  table(
    [what, 'Count'],
    Object.entries(counts).map(([name, times]) => [cell(sentence(name)), count(times)]),
  );

const versionsIn = (versions: Versions): string =>
  Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');

function sumOf(rows: readonly FunctionCalls[]): { allowed: number; refused: number } {
  const sum = (key: 'allowed' | 'refused') => rows.reduce((total, row) => total + row[key], 0);
  return { allowed: sum('allowed'), refused: sum('refused') };
}
