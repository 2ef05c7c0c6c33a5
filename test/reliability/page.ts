import type { Figures, Name, Sections, Versions } from './figures.ts';
import { count, table } from './markdown.ts';
import { blastRadius, hostile, leaks, realPath, simulation } from './under-fire.ts';
import { calls, contracts, dependencies, grants, moto, sumOf } from './what-holds-it.ts';

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

const versionsIn = (versions: Versions): string =>
  Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
