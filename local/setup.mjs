/*
 * What every command needs, done before it: the packages of the lock file, and a Node that runs TypeScript. Plain
 * JavaScript for Node 20, since that may be all there is yet.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The first Node that runs this project's TypeScript as it is. */
const NODE_MAJOR = 24;
const WINDOWS = process.platform === 'win32';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');

/** npm writes this file last: what it is older than, it does not hold. */
function isInstalled() {
  const installed = join(modules, '.package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

function install() {
  console.error(`Installing packages (${existsSync(modules) ? 'package-lock.json has changed' : 'first run'}) …`);
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // npm is a script of its own on Windows, which only a shell starts
  const { status, error } = spawnSync('npm', ['ci', ...options], { cwd: root, stdio: 'inherit', shell: WINDOWS });
  if (status === 0) return;
  fail(
    `npm ci did not succeed${error ? ` (${error.message})` : ''}: see its message above, then run the command again.`,
  );
}

/** Scripts of package.json find the installed Node first; where there is none, the machine's own has to do. */
function checkNode() {
  const bundled = join(modules, '.bin', WINDOWS ? 'node.cmd' : 'node');
  if (existsSync(bundled) || Number.parseInt(process.versions.node, 10) >= NODE_MAJOR) return;
  fail(
    `Expunge needs Node ${NODE_MAJOR} or later; this is ${process.versions.node}, and none came with the packages for ` +
      `${process.platform}-${process.arch}. Install Node ${NODE_MAJOR} from https://nodejs.org and run the command again.`,
  );
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

if (!isInstalled()) install();
checkNode();
