import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/*
 * Dependencies point one way (docs/architecture.md). What a folder may import of ours; itself always, and the
 * leaves of lib everywhere. Packages are not our business here.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'lib/retention': ['lib/policy:types'],
  'lib/policy': ['lib/retention'],
  // A case says how evidence names its subject, and a certificate is issued for a case: each knows the other's words only.
  'lib/evidence': ['lib/policy', 'lib/retention', 'lib/registry:types'],
  'lib/registry': ['lib/policy', 'lib/retention', 'lib/evidence:types'],
  'lib/platforms': ['lib/policy', 'lib/registry:types'],
  'lib/erasure': ['lib/policy', 'lib/retention', 'lib/registry', 'lib/evidence'],
  'lib/certifying': ['lib/policy', 'lib/registry', 'lib/erasure', 'lib/evidence'],
  'lib/auditing': ['lib/policy', 'lib/registry', 'lib/erasure'],
  'lib/shutting-down': ['lib/policy', 'lib/registry', 'lib/certifying', 'lib/evidence'],
  'lib/recipients': ['lib/policy', 'lib/retention', 'lib/registry', 'lib/evidence'],
  'lib/report': ['lib/policy', 'lib/registry', 'lib/evidence'],
  functions: ['lib/'],
  infra: ['lib/policy', 'lib/retention', 'functions/settings.ts'],
  cli: ['lib/'],
  local: ['lib/', 'functions/', 'infra', 'cli', 'examples'],
  examples: ['lib/', 'infra'],
};
const LEAVES = ['errors', 'clock', 'concurrency', 'announcements', 'safe-parse'].map((leaf) => `lib/${leaf}.ts`);
const ROOT = resolve(import.meta.dirname, '..');

const files = ['lib', 'functions', 'infra', 'cli', 'local', 'examples'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path)),
);

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typesOnly: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const found = text.matchAll(/^(?:import|export)\s+(type\s)?[^;'"]*?from\s+'(\.[^']+)'|import\('(\.[^']+)'\)/gm);
  return [...found].map(([, type, from, dynamic]) => ({
    from: file,
    to: relative(ROOT, resolve(ROOT, dirname(file), from ?? dynamic ?? '')),
    typesOnly: type !== undefined,
  }));
}

const homeOf = (file: string): string | undefined =>
  Object.keys(MAY_IMPORT).find((home) => file.startsWith(`${home}/`));

function isAllowed({ from, to, typesOnly }: Import): boolean {
  if (LEAVES.includes(to)) return true;
  const home = homeOf(from);
  if (home === undefined) return LEAVES.includes(from) && LEAVES.includes(to);
  if (to.startsWith(`${home}/`)) return true;
  return (MAY_IMPORT[home] ?? []).some((allowed) => {
    const [folder = '', only] = allowed.split(':');
    return to.startsWith(folder) && (only === undefined || typesOnly);
  });
}

describe('the tree', () => {
  it('finds the files it speaks of', () => {
    expect(files.length).toBeGreaterThan(50);
  });

  it('has dependencies that point one way', () => {
    const wrong = files.flatMap(importsOf).filter((one) => !one.to.startsWith('node_modules/') && !isAllowed(one));
    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it('reads no clock, environment or random number inside lib', () => {
    const outside = /\bDate\.now\(|\bnew Date\(\)|process\.env|Math\.random\(|DateTime\.(?:now|local)\(\)/;
    const allowed = ['lib/clock.ts', 'lib/policy/write-schemas.ts'];
    const wrong = files.filter(
      (file) =>
        file.startsWith('lib/') && !allowed.includes(file) && outside.test(readFileSync(join(ROOT, file), 'utf8')),
    );
    expect(wrong).toEqual([]);
  });

  it('has no client made when a module of lib is loaded', () => {
    const made = /^(?:export )?const \w+ = new \w+Client\(/m;
    expect(
      files.filter((file) => file.startsWith('lib/') && made.test(readFileSync(join(ROOT, file), 'utf8'))),
    ).toEqual([]);
  });
});
