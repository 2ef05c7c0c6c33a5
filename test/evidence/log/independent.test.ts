import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  formatProof,
  formatVkey,
  parseVkey,
  proveInclusion,
  type Tile,
  tilePath,
  tilesOf,
  toBase64,
  verifyNote,
} from '../../../lib/evidence/log/index.ts';
import {
  ed25519Signer,
  entriesOf,
  ORIGIN,
  type PublishedLog,
  p256Signer,
  publish,
  readerOf,
  type Signer,
} from './published-log.ts';

/*
 * What we write, read by somebody else's code: golang.org/x/mod/sumdb (note and tlog), in the program beside this file.
 * Skipped, saying why, where there is no Go or its module cannot be had.
 */

interface Found {
  readonly Origin: string;
  readonly Root: string;
  readonly Size: number;
  readonly Signers: readonly string[];
  readonly Files: readonly string[];
  readonly Entries: number;
  readonly Proofs: number;
  readonly Vkey: string;
  readonly Note: string;
  readonly EcdsaVkey: string;
  readonly EcdsaNote: string;
}

const folder = mkdtempSync(join(tmpdir(), 'expunge-independent-'));
const program = join(folder, 'independent.exe'); // the name Windows asks for; others do not mind
let unready: string | null = null;

function go(...args: string[]) {
  const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly', GOWORK: 'off' };
  return spawnSync('go', args, { cwd: folder, env, encoding: 'utf8', timeout: 150_000 });
}

beforeAll(() => {
  cpSync(join(import.meta.dirname, 'independent'), folder, { recursive: true });
  if (go('version').status !== 0) unready = 'Go is not installed';
  else if (go('mod', 'download').status !== 0)
    unready = 'golang.org/x/mod is not at hand, or this Go is older than 1.21';
  if (unready !== null) return;
  const { status, stderr } = go('build', '-o', program, '.');
  if (status !== 0) throw new Error(`The independent reader does not build: ${stderr}`);
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function publishTo(name: string, log: PublishedLog, signers: readonly Signer[], proofs: readonly number[]) {
  const root = join(folder, name);
  const write = (path: string, content: string | Uint8Array) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  for (const [path, bytes] of log.files) write(path, bytes);
  write('log.vkey', signers.map(({ key }) => `${formatVkey(key)}\n`).join(''));
  for (const index of proofs) {
    const hashes = await proveInclusion(readerOf(log.files), index, log.entries.length);
    write(`proofs/${index}.tlog-proof`, formatProof({ index, hashes, checkpoint: log.checkpoint }));
  }
  return root;
}

describe('a reader written by others (Go, x/mod/sumdb)', () => {
  const [p256, ed25519] = [p256Signer(ORIGIN), ed25519Signer(ORIGIN)];
  beforeEach(({ skip }) => skip(unready !== null, unready ?? ''));

  it.each([
    [1, p256, [0]],
    [256, p256, [0, 255]],
    [777, p256, [0, 255, 256, 776]],
    [1_000, ed25519, [0, 1, 500, 999]],
    [66_000, ed25519, [0, 65_535, 65_536, 65_999]],
  ] as const)(
    'reads a log of %i entries: its tiles, entries, signature and proofs',
    { timeout: 120_000 },
    async (size, signer, proofs) => {
      const log = publish(entriesOf(size), signer);
      const found = read(await publishTo(`log-${size}`, log, [signer], proofs));
      expect(found).toMatchObject({ Origin: ORIGIN, Size: size, Root: toBase64(log.root), Proofs: proofs.length });
      expect(found.Signers).toEqual([`${ORIGIN} ${signer.key.id}`]);
      expect(found.Entries).toBe(Math.min(size, 1_000)); // each, or every 66th of 66,000
      // which tiles there are, Go knows by itself
      const tiles = [...tilesOf(size)].filter(({ level }: Tile) => level !== 'entries').map(tilePath);
      expect([...found.Files].sort()).toEqual(tiles.sort());
    },
  );

  it('signs notes of both types that verify here', async () => {
    const log = publish(entriesOf(3), p256);
    const found = read(await publishTo('log-3', log, [p256], []));
    for (const [vkey, note, type] of [
      [found.Vkey, found.Note, 'Ed25519'],
      [found.EcdsaVkey, found.EcdsaNote, 'ECDSA P-256'],
    ] as const) {
      const key = parseVkey(vkey);
      expect(key.type).toBe(type);
      expect(formatVkey(key)).toBe(vkey);
      expect(await verifyNote(note, [key])).toEqual({ text: `${log.checkpoint.split('\n\n')[0]}\n`, signers: [key] });
    }
  });

  it('refuses what is refused here', async () => {
    const log = publish(entriesOf(777), p256);
    const wrong = new Map(log.files).set('tile/0/001', log.files.get('tile/0/002') as Uint8Array);
    const root = await publishTo('log-wrong', { ...log, files: wrong }, [p256], []);
    const { status, stderr } = spawnSync(program, [root], { encoding: 'utf8' });
    expect(stderr).toMatch(/inconsistent tile|invalid transparency proof/);
    expect(status).toBe(1);
  });
});

function read(root: string): Found {
  const { status, stdout, stderr } = spawnSync(program, [root], { encoding: 'utf8', timeout: 100_000 });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout);
}
