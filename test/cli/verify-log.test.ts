import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../cli/run.ts';
import { formatVkey } from '../../lib/evidence/log/note-key.ts';
import { createWorld, LOG, pageOf } from '../evidence/log/sealing-world.ts';
import { worldWith } from './world.ts';

const ORIGIN = `${LOG}/2026`;
let directory = '';
let vkey = '';
let copies = 0;
const cli = (...args: string[]) => run(args, worldWith());

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'expunge-verify-'));
  const world = createWorld();
  for (const n of [1, 2])
    await world.sealer().seal([
      pageOf(
        n,
        Array.from({ length: 300 }, (_, at) => n * 1000 + at),
      ),
    ]);
  for (const [path, { bytes }] of world.files.files) {
    const file = join(directory, 'log', path.slice(ORIGIN.length + 1));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  for (const [path, { bytes }] of world.receipts.files) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  vkey = formatVkey(await world.signer.key(ORIGIN));
  writeFileSync(join(directory, 'log', 'log.vkey'), `${vkey}\n`);
});
afterAll(() => rmSync(directory, { recursive: true }));

const log = () => join(directory, 'log');
function changed(change: (folder: string) => void): string {
  const copy = join(directory, `copy-${++copies}`);
  cpSync(log(), copy, { recursive: true });
  change(copy);
  return copy;
}

describe('expunge verify log', () => {
  it('says what was proved and what cannot be, with the key itself or a file that holds it', async () => {
    for (const key of [vkey, join(log(), 'log.vkey')]) {
      const { status, stdout, stderr } = await cli('verify', 'log', log(), '--key', key);
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toContain(`these 600 entries are exactly what was signed as ${ORIGIN}`);
      expect(stdout).toContain('Not proved');
    }
  });

  it('holds the private receipts against it, and names the one that is not what was logged', async () => {
    const whole = await cli('verify', 'log', log(), '--key', vkey, '--receipts', join(directory, 'receipts'));
    expect([whole.status, whole.stderr]).toEqual([0, '']);
    expect(whole.stdout).toContain('Proved: 600 receipts and 0 statements of cases are what these entries stand for');
    const copy = join(directory, 'changed');
    cpSync(join(directory, 'receipts'), copy, { recursive: true });
    const [name] = readdirSync(join(copy, '2026')).sort();
    const file = join(copy, '2026', name ?? '');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"records":', '"records": '));
    const { status, stdout } = await cli('verify', 'log', log(), '--key', vkey, '--receipts', copy, '--json');
    expect(status).toBe(1);
    const { ok, receipts } = JSON.parse(stdout);
    expect(ok).toBe(false);
    expect(receipts.problems).toMatchObject([
      { file, entry: null },
      { file: null, entry: 0 },
    ]);
  });

  it('prints data with --json', async () => {
    const { stdout } = await cli('verify', 'log', log(), '--key', vkey, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, origin: ORIGIN, size: 600, signers: [vkey] });
    expect(JSON.parse(stdout).root).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['a changed entry', 'LOG_BROKEN', 'tile/entries/000', (path: string) => flip(path, 700)],
    ['a changed hash', 'LOG_BROKEN', 'tile/0/002.p/88', (path: string) => flip(path, 5)],
    ['a missing file', 'LOG_BROKEN', 'tile/0/001', (path: string) => rmSync(path)],
    ['a changed checkpoint', 'SIGNATURE_INVALID', 'checkpoint', (path: string) => replace(path, '\n600\n', '\n599\n')],
    ['a checkpoint that is none', 'NOTE_INVALID', 'checkpoint', (path: string) => writeFileSync(path, 'none')],
    ['a file too many', 'LOG_BROKEN', 'tile/0/003', (path: string) => writeFileSync(path, new Uint8Array(8192))],
    ['a folder for a file', 'LOG_BROKEN', 'tile/0/000', (path: string) => folderAt(path)],
  ])('names %s, and ends with 1', async (_, code, file, change) => {
    const copy = changed((folder) => change(join(folder, file)));
    const { status, stdout } = await cli('verify', 'log', copy, '--key', vkey);
    expect([status, stdout]).toEqual([1, expect.stringContaining(`${code}: ${file}`)]);
    const { problem } = JSON.parse((await cli('verify', 'log', copy, '--key', vkey, '--json')).stdout);
    expect(problem).toMatchObject({ code, file });
  });

  it('refuses another log’s key', async () => {
    const other = formatVkey(await createWorld().signer.key(ORIGIN));
    const { status, stdout } = await cli('verify', 'log', log(), '--key', other);
    expect([status, stdout]).toEqual([1, expect.stringContaining('SIGNATURE_INVALID')]);
  });

  it('refuses what is no key', async () => {
    const { status, stderr } = await cli('verify', 'log', log(), '--key', vkey.slice(0, -6));
    expect([status, stderr]).toEqual([1, expect.stringContaining('KEY_INVALID')]);
  });

  it.each([
    ['no folder', () => ['--key', vkey]],
    ['no key', () => [log()]],
    ['two folders', () => [log(), log(), '--key', vkey]],
    ['a folder that is not there', () => [join(directory, 'nowhere'), '--key', vkey]],
  ])('does not understand %s', async (_, args) => {
    expect((await cli('verify', 'log', ...args())).status).toBe(2);
  });
});

function folderAt(path: string): void {
  rmSync(path);
  mkdirSync(path);
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

function replace(path: string, from: string, to: string): void {
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
}
