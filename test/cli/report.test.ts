import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../cli/run.ts';
import { worldWith } from './world.ts';

const DAYS = ['--from', '2026-11-01', '--to', '2026-11-30'];
const files = { 'index.html': '<p>报告</p>', 'report.json': '{}', 'report.csv': 'day\r\n' };
const answer = { folder: 'reports/2026-11-01_2026-11-30/', files };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'expunge-report-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function ask(argv: readonly string[], given: unknown = answer) {
  const asked: unknown[][] = [];
  const invoke = async (...what: unknown[]) => {
    asked.push(what);
    return given;
  };
  return { ...(await run(['report', ...argv], worldWith({ invoke }))), asked };
}

describe('expunge report', () => {
  it('asks report for the period, and says where it was put', async () => {
    const { status, stdout, asked } = await ask(DAYS);
    expect(asked).toEqual([['expunge-report', { from: '2026-11-01', to: '2026-11-30' }, {}]]);
    expect(status).toBe(0);
    expect(stdout).toBe('Written to the evidence bucket: reports/2026-11-01_2026-11-30/\n');
  });

  it('writes the three files where it is told to', async () => {
    const out = join(folder, 'new', 'november');
    expect((await ask([...DAYS, '--out', out])).status).toBe(0);
    for (const [name, text] of Object.entries(files)) expect(await readFile(join(out, name), 'utf8')).toBe(text);
  });

  it('says when it is too large to be brought here', async () => {
    const { status, stdout } = await ask([...DAYS, '--out', folder], { ...answer, files: null });
    expect(status).toBe(1);
    expect(stdout).toContain('too large');
  });

  it.each([
    [[]],
    [['--from', '2026-11-01']],
    [['--from', '2026-11-30', '--to', '2026-11-01']],
    [[...DAYS, 'file']],
  ])('is not understood: %j', async (argv) => {
    const { status, asked } = await ask(argv);
    expect(status).toBe(2);
    expect(asked).toEqual([]);
  });
});
