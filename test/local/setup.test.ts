import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const SETUP = join(import.meta.dirname, '../../local/setup.mjs');

describe('setup', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'setup-'));
    mkdirSync(join(root, 'local'));
    mkdirSync(join(root, 'bin'));
    copyFileSync(SETUP, join(root, 'local/setup.mjs'));
    writeFileSync(join(root, 'package-lock.json'), '{}');
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** An npm that writes down what it was asked, and does it or not. */
  const npm = (status: number) => {
    const path = join(root, 'bin/npm');
    const modules = `mkdir -p node_modules/.bin; touch node_modules/.package-lock.json node_modules/.bin/node`;
    writeFileSync(path, `#!/bin/sh\necho "$@" > asked\n[ ${status} = 0 ] && { ${modules}; }\nexit ${status}\n`);
    chmodSync(path, 0o755);
  };
  const setup = (node = process.execPath) =>
    spawnSync(node, [join(root, 'local/setup.mjs')], {
      encoding: 'utf8',
      env: { PATH: `${join(root, 'bin')}:/usr/bin:/bin` },
    });
  const asked = () => readFileSync(join(root, 'asked'), 'utf8').trim();

  test('installs when there is nothing yet, and says so in one line', () => {
    npm(0);
    const { status, stderr } = setup();
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'Installing packages (first run) …\n' });
    expect(asked()).toBe('ci --ignore-scripts --no-audit --no-fund --loglevel=error');
  });

  test('does nothing and says nothing when all is there', () => {
    npm(0);
    setup();
    npm(1);
    expect(setup()).toMatchObject({ status: 0, stderr: '', stdout: '' });
  });

  test('installs again when the lock file is newer', () => {
    npm(0);
    setup();
    const later = Date.now() / 1_000 + 60;
    utimesSync(join(root, 'package-lock.json'), later, later);
    expect(setup().stderr).toBe('Installing packages (package-lock.json has changed) …\n');
  });

  test('fails when npm does', () => {
    npm(7);
    const { status, stderr } = setup();
    expect(status).toBe(1);
    expect(stderr).toContain('npm ci did not succeed');
  });

  test('fails clearly where no Node that runs TypeScript is at hand', () => {
    mkdirSync(join(root, 'node_modules'));
    writeFileSync(join(root, 'node_modules/.package-lock.json'), '{}');
    const older = readFileSync(SETUP, 'utf8').replaceAll('process.versions.node', "'20.11.1'");
    writeFileSync(join(root, 'local/setup.mjs'), older);
    const { status, stderr } = setup();
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Expunge needs Node 24 or later; this is 20\.11\.1.*Install Node 24/);
  });
});
