import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../cli/run.ts';
import { worldWith } from './world.ts';

const secret = 'li-13912345678';

describe('what nobody foresaw', () => {
  it('is told by its kind and its place in the program, without what was read', async () => {
    const world = worldWith({
      invoke: async () => {
        throw new TypeError(`cannot read ${secret}\n    at made (${secret}:1:1)`);
      },
    });
    for (const json of [[], ['--json']]) {
      const { status, stdout, stderr } = await run(['hold', 'list', ...json], world);
      const said = stdout + stderr;
      expect(status).toBe(1);
      expect(said).toMatch(/UNEXPECTED/);
      expect(said).toMatch(/TypeError at unexpected\.test\.ts:\d+:\d+/);
      expect(said).not.toContain(secret);
    }
    const { stderr } = await run(['hold', 'list'], worldWith({ invoke: () => Promise.reject(null) }));
    expect(stderr).toContain('UNEXPECTED');
  });

  it.each(['a\0b', 'x'.repeat(5000), '.'])('is a file that cannot be used, by its code: %j', async (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'expunge-unexpected-'));
    for (const command of [
      ['policy', 'check', join(folder, name)],
      ['verify', 'log', join(folder, name), '--key', join(folder, name)],
      ['verify', 'certificate', join(folder, name), '--key', 'k'],
    ]) {
      const { status, stderr } = await run(command, worldWith());
      expect([status, stderr]).toEqual([expect.toBeOneOf([1, 2]), expect.stringMatching(/^(USAGE|KEY_INVALID): /)]);
      expect(stderr).not.toMatch(/\n\s+at /);
    }
    rmSync(folder, { recursive: true });
  });
});
