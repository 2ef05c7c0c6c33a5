#!/usr/bin/env node
// The door: plain JavaScript that any Node can read. The program itself is TypeScript and needs Node 24.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const main = new URL('./main.ts', import.meta.url);
const bundled = ['node', 'node.exe']
  .map((name) => fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url)))
  .find((path) => existsSync(path));

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  await import(main.href);
} else if (bundled !== undefined) {
  const child = spawnSync(bundled, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = child.status ?? 2;
} else {
  process.stderr.write(
    `CONFIGURATION: expunge needs Node ${NEEDED}; this is Node ${process.versions.node}. Run "npm install" in the project, which brings its own, or install Node ${NEEDED}.\n`,
  );
  process.exitCode = 2;
}
