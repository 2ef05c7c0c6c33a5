import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const LAUNCHER = fileURLToPath(new URL('../../cli/expunge.mjs', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'expunge-launcher-'));
mkdirSync(join(directory, 'cli'));
copyFileSync(LAUNCHER, join(directory, 'cli/expunge.mjs'));
// Stands for an older Node, which is not at hand on every machine.
writeFileSync(join(directory, 'old.mjs'), "Object.defineProperty(process.versions, 'node', { value: '20.20.2' });\n");
afterAll(() => rmSync(directory, { recursive: true }));

describe('the launcher', () => {
  it('runs the program, with its exit status', () => {
    const { status, stdout } = spawnSync(process.execPath, [LAUNCHER, '--help'], { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout).toContain('expunge policy check');
    expect(spawnSync(process.execPath, [LAUNCHER, 'nonsense']).status).toBe(2);
  });

  it('says which Node is needed where the one at hand is too old and the project has not brought its own', () => {
    const old = ['--import', join(directory, 'old.mjs'), join(directory, 'cli/expunge.mjs')];
    const { status, stdout, stderr } = spawnSync(process.execPath, old, { encoding: 'utf8' });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^CONFIGURATION: expunge needs Node 24; this is Node 20\.20\.2\./);
  });

  it('started with an old Node uses the one the project brought', () => {
    const old = ['--import', join(directory, 'old.mjs'), LAUNCHER, 'policy', 'chek'];
    const { status, stderr } = spawnSync(process.execPath, old, { encoding: 'utf8' });
    // On a platform for which npm has no Node the other message is right.
    if (stderr.startsWith('CONFIGURATION')) return;
    expect(status).toBe(2);
    expect(stderr).toContain('There is no command');
  });
});
