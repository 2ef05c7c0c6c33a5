import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startChild } from '../../local/runtime/services/child.ts';

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
const CACHE = join(import.meta.dirname, '../../node_modules/.cache/expunge-moto');
const WINDOWS = process.platform === 'win32';
const PYTHON = process.env.PYTHON ?? (WINDOWS ? 'python' : 'python3');
/** Milliseconds. Packages are downloaded; the server reads the descriptions of all services when it starts. */
const INSTALLED_WITHIN = 300_000;
const READY_WITHIN = 60_000;

/** What a machine lacks for moto. */
export class Lacking extends Error {}

export interface MotoServer {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * Python of a virtual environment with moto in it: made once for each list of packages and version of Python, in a folder
 * that goes with `node_modules`. Only ready-made packages are taken, so that nothing is run while they are installed.
 * @throws Lacking where there is no Python, or its packages cannot be had.
 */
export function motoPython(): string {
  const version = run(PYTHON, ['--version'], 10_000, 'Python 3 (as python3, or what PYTHON names)');
  const key = createHash('sha256').update(version).update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 16);
  const folder = join(CACHE, key);
  const python = join(folder, WINDOWS ? 'Scripts/python.exe' : 'bin/python');
  const ready = join(folder, 'ready');
  if (existsSync(ready)) return python;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  console.log(`Installing moto for ${version} into node_modules/.cache …`);
  run(PYTHON, ['-m', 'venv', folder], INSTALLED_WITHIN, 'virtual environments of Python (the module venv)');
  const options = ['--quiet', '--disable-pip-version-check', '--no-input', '--only-binary', ':all:'];
  const install = ['-m', 'pip', 'install', ...options, '-r', REQUIREMENTS];
  run(
    python,
    install,
    INSTALLED_WITHIN,
    'the packages of test/moto/requirements.txt, from the index that pip is set to',
  );
  writeFileSync(ready, '');
  return python;
}

function run(command: string, args: readonly string[], timeout: number, what: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout });
  if (status === 0) return stdout.trim();
  const why = error?.message ?? stderr.trim().split('\n').at(-1) ?? '';
  throw new Lacking(`${what}${why === '' ? '' : ` (${why})`}`);
}

/**
 * Starts moto on the loopback interface. It ends with this process, however that ends.
 * @throws Error, with the end of what it wrote, where it does not come up.
 */
export async function startMoto(python: string): Promise<MotoServer> {
  const port = await freePort();
  const { process: child, stop } = startChild(
    python,
    ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)],
    null,
  );
  let written = '';
  child.stdout?.resume();
  child.stderr?.on('data', (chunk) => {
    written = `${written}${chunk}`.slice(-2_000);
  });
  const endpoint = `http://127.0.0.1:${port}`;
  for (const until = Date.now() + READY_WITHIN; Date.now() < until && child.exitCode === null; ) {
    const answer = await fetch(`${endpoint}/moto-api/`).catch(() => null);
    if (answer?.ok) return { endpoint, stop };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error(`moto did not come up: ${written.trim()}`);
}

/** A port that nobody listens at. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
