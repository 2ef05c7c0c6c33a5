import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  CallFigures,
  ContractFigures,
  FunctionCalls,
  HostileFigures,
  Name,
  RealPathFigures,
  Sections,
  Versions,
} from './figures.ts';
import type { Ran } from './run.ts';

/** Where the figures of a section come from: what is run, and how they are made of what it left. */
interface Source<N extends Name> {
  /** What to type. */
  readonly command: string;
  /** Files or folders of tests that it needs; none: it has a program of its own, see run.ts. */
  readonly tests: readonly string[];
  /** Packages whose versions are told. */
  readonly packages: readonly string[];
  /** Null where what was run left nothing. */
  readonly figures: (ran: Ran) => Sections[N]['figures'] | null;
}

/** What one test, or one program, told under its own name. */
const told =
  <N extends Name>(name: string) =>
  (ran: Ran) =>
    (ran.told.get(name) ?? null) as Sections[N]['figures'] | null;

const ofTests = (...tests: string[]) => ({ command: `npm test ${tests.join(' ')}`, tests });

export const SOURCES: { readonly [one in Name]: Source<one> } = {
  simulation: {
    ...{ command: 'npm run simulate', tests: [], packages: [] },
    figures: ({ told: all }) => {
      const found = all.get('simulation') as Sections['simulation']['figures'] | undefined;
      if (found === undefined) return null;
      // How long it took, which it tells as well, is another each time.
      const { runs, steps, faults, faultsByKind, violations, mutants, mutantsCaught, byMutant } = found;
      return { runs, steps, faults, faultsByKind, violations, mutants, mutantsCaught, byMutant };
    },
  },
  realPath: {
    ...ofTests('test/e2e/faults.test.ts'),
    packages: ['@dynoxide/linux-x64', 'fauxqs'],
    figures: realPath,
  },
  blastRadius: {
    ...ofTests('test/e2e/brakes.test.ts'),
    packages: ['@dynoxide/linux-x64', 'fauxqs'],
    figures: told<'blastRadius'>('blast-radius'),
  },
  calls: { ...ofTests('test/e2e'), packages: ['aws-cdk-lib', '@dynoxide/linux-x64', 'fauxqs'], figures: calls },
  grants: { ...ofTests('test/infra/grants.test.ts'), packages: ['aws-cdk-lib'], figures: told<'grants'>('grants') },
  leaks: {
    ...ofTests('test/e2e/leaks.test.ts'),
    packages: ['@dynoxide/linux-x64', 'fauxqs'],
    figures: ({ told: all }) => {
      const found = all.get('leaks') as Sections['leaks']['figures'] | undefined;
      if (found === undefined) return null;
      const { canaries, planted, searched, found: places } = found;
      return { canaries, planted, searched, found: places };
    },
  },
  // With HOSTILE_TIMES, as many times as many.
  hostile: {
    ...ofTests('test/hostile'),
    ...(process.env.HOSTILE_TIMES !== undefined && {
      command: `HOSTILE_TIMES=${process.env.HOSTILE_TIMES} npm test test/hostile`,
    }),
    packages: ['fast-check'],
    figures: hostile,
  },
  contracts: { ...ofTests('test/contract'), packages: ['@dynoxide/linux-x64', 'fauxqs'], figures: contracts },
  moto: { command: 'npm run test:moto', tests: [], packages: ['moto'], figures: told<'moto'>('moto') },
  dependencies: {
    command: 'npm test test/dependencies, npm run audit',
    ...{ tests: ['test/dependencies'], packages: [] },
    figures: ({ told: all }) => {
      const counted = all.get('dependencies') as Omit<Sections['dependencies']['figures'], 'weaknesses'> | undefined;
      const audit = all.get('audit') as { readonly weaknesses: number | null } | undefined;
      return counted === undefined ? null : { ...counted, weaknesses: audit?.weaknesses ?? null };
    },
  },
};

function realPath({ told: all }: Ran): RealPathFigures | null {
  interface Told extends Omit<RealPathFigures, 'receipts' | 'plays'> {
    readonly receipts: { readonly calm: number; readonly disturbed: readonly number[] };
    readonly clusters: readonly { readonly erased: number; readonly proved: number }[];
  }
  const found = all.get('real-path') as Told | undefined;
  if (found === undefined) return null;
  const { people, records, requests, receipts, clusters, kills, restarts, cut, answersLost, ...rest } = found;
  const { throttled, failed, repeated, differences } = rest;
  return {
    ...{ people, records, requests, receipts: receipts.calm },
    plays: receipts.disturbed.map((made, at) => ({ receipts: made, ...(clusters[at] ?? { erased: 0, proved: 0 }) })),
    ...{ kills, restarts, cut, answersLost, throttled, failed, repeated, differences },
  };
}

function calls({ told: all }: Ran): CallFigures | null {
  type Told = { readonly byFunction: Readonly<Record<string, Omit<FunctionCalls, 'name'>>> };
  const otherPartition = all.get('other-partition') as CallFigures['otherPartition'] | undefined;
  const deployments = [...all].flatMap(([name, figures]) => (name.startsWith('calls-') ? [figures as Told] : []));
  if (otherPartition === undefined || deployments.length === 0) return null;
  const names = [...new Set(deployments.flatMap(({ byFunction }) => Object.keys(byFunction)))].sort();
  const sum = (name: string, key: 'allowed' | 'refused') =>
    deployments.reduce((total, { byFunction }) => total + (byFunction[name]?.[key] ?? 0), 0);
  return {
    tests: deployments.length,
    byFunction: names.map((name) => ({ name, allowed: sum(name, 'allowed'), refused: sum(name, 'refused') })),
    otherPartition,
  };
}

function hostile({ told: all, files }: Ran): HostileFigures | null {
  const kinds = [...all].flatMap(([name, figures]) =>
    name.startsWith('hostile-') ? [figures as HostileFigures['kinds'][number]] : [],
  );
  const failed = files.filter(({ path }) => path.startsWith('test/hostile/')).reduce((sum, one) => sum + one.failed, 0);
  return kinds.length === 0 ? null : { kinds: kinds.sort((a, b) => (a.kind < b.kind ? -1 : 1)), failed };
}

const IMPLEMENTATIONS: Readonly<Record<string, string>> = {
  memory: 'in memory',
  embedded: 'embedded',
  dynamodb: 'DynamoDB, embedded',
  s3: 'S3, embedded',
  kms: 'KMS, embedded',
};

/** The files of the contract suites are called `<port>-<implementation>`. */
function contracts({ files }: Ran): ContractFigures | null {
  const suites = files.flatMap(({ path, passed, skipped }) => {
    const [, port, implementation = ''] = /^test\/contract\/(.*)-([a-z0-9]+)\.test\.ts$/.exec(path) ?? [];
    if (port === undefined) return [];
    const name = port === 's3' ? 'object storage' : port.replaceAll('-', ' ');
    return [{ port: name, implementation: IMPLEMENTATIONS[implementation] ?? implementation, passed, skipped }];
  });
  const order = (one: (typeof suites)[number]) => `${one.port} ${one.implementation}`;
  return suites.length === 0 ? null : { suites: suites.sort((a, b) => (order(a) < order(b) ? -1 : 1)) };
}

/** Node's, Expunge's own, and those of some packages as they are pinned. */
export function versionsOf(packages: readonly string[]): Versions {
  const { version, ...manifest } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
  const moto = /^moto.*==(.*)$/m.exec(readFileSync(join(import.meta.dirname, '../moto/requirements.txt'), 'utf8'))?.[1];
  const all = { moto, ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
  return {
    ...{ expunge: version, Node: process.versions.node },
    ...Object.fromEntries(packages.map((name) => [name.replace(/^@(dynoxide)\/.*/, '$1'), all[name]])),
  };
}
