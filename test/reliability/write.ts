import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Figures, Name } from './figures.ts';
import { reliabilityPage } from './page.ts';
import { type Program, type Ran, runAll } from './run.ts';
import { SOURCES, versionsOf } from './sections.ts';

/*
 * `npm run reliability [-- --only simulation,leaks] [--runs N]`: runs what has figures, keeps them in docs/reliability.json
 * and writes docs/reliability.md from that. A section is replaced only by a run of its own in which everything held; what
 * did not is named, and the status is 1. `--render` runs nothing.
 */
const FIGURES = new URL('../../docs/reliability.json', import.meta.url);
const PAGE = new URL('../../docs/reliability.md', import.meta.url);
const NAMES = Object.keys(SOURCES) as Name[];

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    runs: { type: 'string', default: '2000' },
    render: { type: 'boolean', default: false },
  },
});
const asked = values.only?.split(',') ?? NAMES;
const unknown = asked.filter((name) => !(NAMES as readonly string[]).includes(name));
if (unknown.length > 0) {
  console.error(`There is no section ${unknown.join(', ')}. There are ${NAMES.join(', ')}.`);
  process.exit(2);
}

const PROGRAMS: { readonly [one in Name]?: Program } = {
  simulation: { name: 'simulation', file: 'test/simulation/simulate.ts', options: ['--runs', values.runs] },
  moto: { name: 'moto', file: 'test/moto/run.ts', options: [] },
  dependencies: { name: 'dependencies', file: 'test/dependencies/audit.ts', options: [] },
};

const before: Figures = existsSync(FIGURES) ? JSON.parse(readFileSync(FIGURES, 'utf8')) : {};
const chosen = values.render ? [] : NAMES.filter((name) => asked.includes(name));
const tests = [...new Set(chosen.flatMap((name) => SOURCES[name].tests))];
const programs = chosen.flatMap((name) => PROGRAMS[name] ?? []);
const ran = runAll(tests, programs);

const missing: Name[] = [];
const after: Record<string, unknown> = {};
for (const name of NAMES) {
  const anew = chosen.includes(name) ? sectionOf(name, ran) : null;
  if (chosen.includes(name) && anew === null) missing.push(name);
  const section = anew ?? before[name];
  if (section !== undefined) after[name] = section;
}
writeFileSync(FIGURES, `${JSON.stringify(after, null, 2)}\n`);
writeFileSync(PAGE, reliabilityPage(after as Figures));

for (const what of ran.failed) console.error(`failed: ${what}`);
for (const name of missing) console.error(`${name}: not written, what was there before stays.`);
console.log(`${chosen.length - missing.length} of ${NAMES.length} sections written to docs/reliability.md.`);
process.exitCode = missing.some((name) => name !== 'moto') || ran.failed.length > 0 ? 1 : 0;

/** Null where something of it failed, or it told nothing: moto where there is no Python. */
function sectionOf(name: Name, all: Ran): object | null {
  const { command, tests: own, packages, figures } = SOURCES[name];
  const isOwn = (path: string) => own.some((one) => path === one || path.startsWith(`${one}/`));
  if (all.failed.some((what) => what === name || isOwn(what))) return null;
  if (own.length > 0 && !all.files.some(({ path }) => isOwn(path))) return null;
  const found = figures(all);
  return found === null ? null : { command, versions: versionsOf(packages), figures: found };
}
