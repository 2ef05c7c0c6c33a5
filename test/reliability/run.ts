import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** A file of tests that was run. */
export interface RanFile {
  /** From the project's root, with slashes. */
  readonly path: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What was run, and what it left. */
export interface Ran {
  readonly files: readonly RanFile[];
  /** Figures by the name under which they were told. */
  readonly told: ReadonlyMap<string, unknown>;
  /** Which of what was asked for did not end well: paths of test files, or names of programs. */
  readonly failed: readonly string[];
}

/** A program of this project that tells figures. */
export interface Program {
  readonly name: string;
  readonly file: string;
  readonly options: readonly string[];
}

/** Runs some tests in one go, then some programs, with a folder for their figures. */
export function runAll(tests: readonly string[], programs: readonly Program[]): Ran {
  const folder = mkdtempSync(join(tmpdir(), 'expunge-reliability-'));
  const env = { ...process.env, RELIABILITY_FIGURES: join(folder, 'figures') };
  try {
    const { files, failed } =
      tests.length === 0 ? { files: [], failed: [] } : runTests(tests, join(folder, 'tests'), env);
    const told = new Map<string, unknown>();
    for (const { name, file, options } of programs) {
      process.stderr.write(`${file} ${options.join(' ')}\n`);
      // what this program prints on standard output is its own
      const { status } = spawnSync(process.execPath, [file, ...options], { cwd: ROOT, env, stdio: ['ignore', 2, 2] });
      if (status !== 0) failed.push(name);
    }
    const left = existsSync(env.RELIABILITY_FIGURES) ? readdirSync(env.RELIABILITY_FIGURES).sort() : [];
    for (const file of left)
      told.set(file.replace(/\.json$/, ''), JSON.parse(readFileSync(join(env.RELIABILITY_FIGURES, file), 'utf8')));
    return { files, told, failed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface JsonReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

function runTests(
  tests: readonly string[],
  output: string,
  env: NodeJS.ProcessEnv,
): { files: RanFile[]; failed: string[] } {
  const program = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const options = [
    'run',
    ...tests,
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${output}`,
    '--testTimeout=1800000',
  ];
  const { status } = spawnSync(process.execPath, [program, ...options], {
    ...{ cwd: ROOT, env },
    stdio: ['ignore', 2, 2],
  });
  if (!existsSync(output)) return { files: [], failed: [...tests] };
  const { testResults } = JSON.parse(readFileSync(output, 'utf8')) as JsonReport;
  const files = testResults.map(({ name, assertionResults }) => {
    const count = (...states: string[]) => assertionResults.filter((one) => states.includes(one.status)).length;
    const path = relative(ROOT, name).split(sep).join('/');
    return { path, passed: count('passed'), failed: count('failed'), skipped: count('skipped', 'pending', 'todo') };
  });
  const failed = files.filter((_, at) => testResults[at]?.status !== 'passed').map(({ path }) => path);
  // An error outside of any test: nobody can say whose it was.
  return { files, failed: status !== 0 && failed.length === 0 ? [...tests] : failed };
}
