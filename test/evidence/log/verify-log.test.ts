import { describe, expect, it } from 'vitest';
import { formatCheckpoint, leafHash, parseVkey, verifyLog } from '../../../lib/evidence/log/index.ts';
import { ed25519Signer, entriesOf, ORIGIN, p256Signer, publish, readerOf, signNote } from './published-log.ts';

const signer = p256Signer(ORIGIN);
const keys = [signer.key];
const log = publish(entriesOf(1_000), signer);
const verify = (files: ReadonlyMap<string, Uint8Array>, known = keys) =>
  verifyLog(readerOf(files), known, files.keys());
const withFile = (path: string, bytes: Uint8Array) => new Map(log.files).set(path, bytes);
const held = (path: string) => log.files.get(path) as Uint8Array;
const flipped = (bytes: Uint8Array, at: number) => bytes.map((byte, n) => (n === at ? byte ^ 1 : byte));

describe('a log that verifies', () => {
  it('says which log, how long, with which root, and who signed', async () => {
    expect(await verify(log.files)).toEqual({
      proved: { origin: ORIGIN, size: 1_000, root: log.root, signers: keys },
      problem: null,
    });
    const empty = publish([], signer);
    expect(await verify(empty.files)).toMatchObject({ proved: { size: 0 }, problem: null });
  });

  it('is read once, file by file, with a handful of files in memory', async () => {
    const { files } = publish(entriesOf(66_000), signer);
    const reads = new Map<string, number>();
    let [open, most] = [0, 0];
    const read = async (path: string) => {
      reads.set(path, (reads.get(path) ?? 0) + 1);
      most = Math.max(most, ++open);
      await null;
      open--;
      return files.get(path) ?? null;
    };
    expect((await verifyLog(read, keys)).problem).toBeNull();
    expect([...reads.keys()].sort()).toEqual([...files.keys()].sort());
    expect(Math.max(...reads.values())).toBe(1);
    expect(most).toBe(1);
  });

  it('may still hold partial files of earlier checkpoints', async () => {
    const { files } = publish(entriesOf(600), signer, [10, 300, 599]);
    expect(files.has('tile/0/000.p/10')).toBe(true);
    expect((await verify(files)).problem).toBeNull();
  });
});

describe('a log that does not', () => {
  it('is told from one whose key is another', async () => {
    const problems = await Promise.all(
      [[], [ed25519Signer(ORIGIN).key], [p256Signer('other.example').key]].map((known) => verify(log.files, known)),
    );
    for (const { problem } of problems)
      expect(problem).toMatchObject({ code: 'SIGNATURE_INVALID', file: 'checkpoint' });
    expect(() => parseVkey('nonsense')).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }));
  });

  it('names a changed entry, by number and place', async () => {
    const bytes = flipped(held('tile/entries/002'), 34 * 7 + 20);
    expect((await verify(withFile('tile/entries/002', bytes))).problem).toEqual({
      code: 'LOG_BROKEN',
      file: 'tile/entries/002',
      what: 'changed',
      byte: 34 * 7,
      entry: 519,
      message: 'tile/entries/002 is not what was logged (from byte 238, entry 519).',
    });
  });

  it('names a changed hash in a tile of every kind', async () => {
    for (const [path, at, entry] of [
      ['tile/0/001', 77, 258],
      ['tile/0/003.p/232', 32, 769],
      ['tile/1/000.p/3', 70, 512],
    ] as const) {
      const { problem } = await verify(withFile(path, flipped(held(path), at)));
      expect(problem).toMatchObject({ code: 'LOG_BROKEN', file: path, what: 'changed', byte: at, entry });
    }
  });

  it('says of a file that it is the wrong one', async () => {
    for (const kind of ['0', 'entries']) {
      const swapped = withFile(`tile/${kind}/001`, held(`tile/${kind}/002`)).set(
        `tile/${kind}/002`,
        held(`tile/${kind}/001`),
      );
      const { problem } = await verify(swapped);
      expect(problem).toMatchObject({ file: `tile/${kind}/001`, what: 'misplaced', entry: 256 });
      expect(problem?.message).toMatch(/it is the (tile|bundle) at 2/);
    }
  });

  it('says of an entry that it stands elsewhere', async () => {
    const bytes = Buffer.from(held('tile/entries/000'));
    bytes.copy(bytes, 34 * 3, 34 * 9, 34 * 10);
    const { problem } = await verify(withFile('tile/entries/000', bytes));
    expect(problem).toMatchObject({ what: 'misplaced', byte: 102, entry: 3 });
    expect(problem?.message).toContain('entry 9 stands there');
  });

  it('says what is missing, short, long or unreadable', async () => {
    const without = new Map(log.files);
    without.delete('tile/0/002');
    expect((await verify(without)).problem).toMatchObject({ file: 'tile/0/002', what: 'missing', entry: 512 });
    const short = withFile('tile/0/002', held('tile/0/002').subarray(0, 100));
    expect((await verify(short)).problem).toMatchObject({ what: 'truncated', byte: 100, entry: 515 });
    const long = withFile('tile/0/002', new Uint8Array(8_193));
    expect((await verify(long)).problem).toMatchObject({ what: 'too long', byte: 8_192 });
    const cut = withFile('tile/entries/003.p/232', held('tile/entries/003.p/232').subarray(0, 34 * 5 + 1));
    expect((await verify(cut)).problem).toMatchObject({ what: 'truncated', byte: 170, entry: 773 });
    const dead = async (path: string) => {
      if (path === 'tile/entries/001') throw new Error('EIO');
      return log.files.get(path) ?? null;
    };
    expect((await verifyLog(dead, keys)).problem).toMatchObject({ file: 'tile/entries/001', what: 'unreadable' });
    expect((await verify(new Map())).problem).toMatchObject({ file: 'checkpoint', what: 'missing' });
  });

  it('is found out when everything but the checkpoint was rewritten', async () => {
    const forged = publish(log.entries.with(300, new Uint8Array(32)), signer);
    const files = new Map(forged.files).set('checkpoint', held('checkpoint'));
    expect((await verify(files)).problem).toMatchObject({ file: 'tile/0/003.p/232', what: 'rewritten' });
    // only below the edge: the tile that the edge vouches for is the one
    const partly = withFile('tile/entries/001', forged.files.get('tile/entries/001') as Uint8Array);
    partly.set('tile/0/001', forged.files.get('tile/0/001') as Uint8Array);
    expect((await verify(partly)).problem).toMatchObject({ file: 'tile/0/001', what: 'rewritten', entry: 256 });
  });

  it('is found out when a larger tree is behind an older checkpoint', async () => {
    const grown = publish(entriesOf(1_000), signer, [600]);
    const checkpoint = publish(entriesOf(600), signer).checkpoint;
    const { problem } = await verify(new Map(grown.files).set('checkpoint', Buffer.from(checkpoint)));
    expect(problem).toMatchObject({ what: 'stray' });
  });

  it('names a stray file, and an earlier one that was changed', async () => {
    expect((await verify(withFile('tile/0/004', new Uint8Array(1)))).problem).toMatchObject({
      file: 'tile/0/004',
      what: 'stray',
    });
    expect((await verify(withFile('tile/0/000 copy', new Uint8Array(1)))).problem).toMatchObject({ what: 'stray' });
    expect((await verify(withFile('log.vkey', new Uint8Array(1)))).problem).toBeNull();
    const { files } = publish(entriesOf(300), signer, [10]);
    for (const path of ['tile/0/000.p/10', 'tile/entries/000.p/10']) {
      const bytes = flipped(files.get(path) as Uint8Array, 50);
      expect((await verify(new Map(files).set(path, bytes))).problem).toMatchObject({
        file: path,
        what: 'changed',
        byte: 50,
      });
    }
  });

  it('is refused for a checkpoint that is none, and for a root that an empty log does not have', async () => {
    const notText = withFile('checkpoint', Uint8Array.of(0xff, 0xfe));
    expect((await verify(notText)).problem).toMatchObject({ code: 'NOTE_INVALID', file: 'checkpoint' });
    const marked = withFile('checkpoint', Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), held('checkpoint')]));
    expect((await verify(marked)).problem).toMatchObject({ file: 'checkpoint', what: 'refused' }); // a byte order mark
    const text = formatCheckpoint({ origin: ORIGIN, size: 0, root: leafHash(new Uint8Array(0)) });
    const wrongRoot = new Map([['checkpoint', Buffer.from(signNote(text, signer))]]);
    expect((await verify(wrongRoot)).problem).toMatchObject({ code: 'LOG_BROKEN', file: 'checkpoint' });
  });

  it('cannot make the verifier read for ever', async () => {
    const text = formatCheckpoint({ origin: ORIGIN, size: Number.MAX_SAFE_INTEGER, root: log.root });
    const { problem } = await verify(withFile('checkpoint', Buffer.from(signNote(text, signer))));
    expect(problem).toMatchObject({ what: 'missing', file: expect.stringMatching(/\.p\/255$/) });
  });
});
