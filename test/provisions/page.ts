import type { PolicyProvisions, Provision } from './collect.ts';

/** What every provision that a policy file carries is held against, whatever else is. */
export const HELD_BY_ALL = 'test/provisions/carried.test.ts';

/** docs/provisions.md: every provision, what carries it out, and the tests that show it. */
export function provisionsPage(
  groups: readonly PolicyProvisions[],
  tests: ReadonlyMap<string, readonly string[]>,
): string {
  const all = groups.flatMap(({ provisions }) => provisions);
  const outside = all.filter(({ notSoftware }) => notSoftware !== null);
  return [
    '<!-- Written by `npm run provisions` from the policy files, requirements.yaml and the titles of the tests. Do not edit. -->',
    '# Provisions',
    '',
    'Every provision of the five policy texts, and every requirement drawn from them: what carries it out, and the tests that show it.',
    'What no software can carry out says why. A provision stands in its policy file under `provisions`; a test names what it shows',
    'at the end of its title, in brackets.',
    '',
    `${all.length} in all: ${all.length - outside.length} carried by a rule, a trigger or a function, ${outside.length} not software.`,
    `Every part of a policy file that is named here is also held against the compiled plan by [${name(HELD_BY_ALL)}](../${HELD_BY_ALL}).`,
    ...groups.flatMap((group) => ['', ...section(group, tests)]),
    '',
  ].join('\n');
}

function section(
  { policy, file, provisions }: PolicyProvisions,
  tests: ReadonlyMap<string, readonly string[]>,
): string[] {
  const letter = provisions[0]?.id.slice(0, 1);
  const title = policy === null ? `## ${letter}: requirements drawn from all of them` : `## ${letter}: ${policy}`;
  const where = policy === null ? `[${name(file)}](${name(file)})` : `[${file}](../${file})`;
  const first = policy === null ? 'What is required' : 'Clause';
  return [
    title,
    '',
    `In ${where}.`,
    '',
    `| Id | ${first} | Carried by | Functions | Tests |`,
    '|---|---|---|---|---|',
    ...provisions.map((provision) => row(provision, tests.get(provision.id) ?? [])),
  ];
}

function row({ id, clause, by, functions, notSoftware }: Provision, tests: readonly string[]): string {
  if (notSoftware !== null) return `| ${id} | ${cell(clause)} | *not software:* ${cell(notSoftware)} | | |`;
  const shown = tests.map((file) => `[${name(file)}](../${file})`);
  return `| ${id} | ${cell(clause)} | ${by.map((part) => `\`${part}\``).join(', ')} | ${functions.join(', ')} | ${shown.join(', ')} |`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');

/** Without the folders and the ending: the link has them. */
const name = (file: string): string => (file.split('/').at(-1) ?? file).replace(/\.(?:test|contract)\.ts$/, '');
