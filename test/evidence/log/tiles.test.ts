import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  appendEntries,
  type Edge,
  EMPTY_EDGE,
  loadEdge,
  parseTilePath,
  partialTilesOf,
  type Tile,
  tilePath,
  tilesOf,
  toHex,
} from '../../../lib/evidence/log/index.ts';
import { encodeBundle, parseBundle } from '../../../lib/evidence/log/tiles.ts';
import { naiveFiles, naiveRoot } from './naive.ts';
import { ed25519Signer, entriesOf, ORIGIN, publish, readerOf } from './published-log.ts';

const signer = ed25519Signer(ORIGIN);
const asHex = (files: Iterable<readonly [string, Uint8Array]>) =>
  Object.fromEntries([...files].map(([path, bytes]) => [path, toHex(bytes)]));

describe('a path', () => {
  it.each<[Tile, string]>([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 0, index: 273, width: 112 }, 'tile/0/273.p/112'],
    [{ level: 2, index: 999, width: 1 }, 'tile/2/999.p/1'],
    [{ level: 63, index: 1000, width: 256 }, 'tile/63/x001/000'],
    [{ level: 3, index: 1_234_067, width: 256 }, 'tile/3/x001/x234/067'],
    [{ level: 'entries', index: 1_234_067, width: 8 }, 'tile/entries/x001/x234/067.p/8'],
  ])('of %o is %s', (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  it.each([
    'tile/0/0',
    'tile/0/00',
    'tile/00/000',
    'tile/64/000',
    'tile/-1/000',
    'tile/data/000',
    'tile/0/x000/000',
    'tile/0/001/000',
    'tile/0/000.p/0',
    'tile/0/000.p/01',
    'tile/0/000.p/256',
    'tile/0/000.p/',
    'tile/0/000/',
    '/tile/0/000',
    'tile/0/000\n',
    'tile/0/x999/x999/x999/x999/x999/x999/999',
    '',
  ])('is not read from %j', (path) => {
    expect(parseTilePath(path)).toBeNull();
  });
});

describe('the files of a tree', () => {
  it('are those of the example in the specification for 70,000 entries', () => {
    const counted = Object.groupBy(tilesOf(70_000), ({ level, width }) => `${level} of ${width}`);
    expect(Object.fromEntries(Object.entries(counted).map(([kind, tiles]) => [kind, tiles?.length]))).toEqual({
      'entries of 256': 273,
      'entries of 112': 1,
      '0 of 256': 273,
      '0 of 112': 1,
      '1 of 256': 1,
      '1 of 17': 1,
      '2 of 1': 1,
    });
    expect(partialTilesOf(70_000).map(tilePath)).toEqual([
      'tile/entries/273.p/112',
      'tile/0/273.p/112',
      'tile/1/001.p/17',
      'tile/2/000.p/1',
    ]);
    expect([...tilesOf(256)].map(tilePath)).toEqual(['tile/entries/000', 'tile/0/000', 'tile/1/000.p/1']);
    expect([...tilesOf(0)]).toEqual([]);
  });

  it.each([
    0, 1, 2, 255, 256, 257, 511, 512, 513, 1_000, 65_536, 66_000,
  ])('are byte for byte those of the specification at size %i', (size) => {
    const entries = entriesOf(size);
    const { edge, root, files } = appendEntries(EMPTY_EDGE, entries);
    expect(toHex(root)).toBe(naiveRoot(entries).toString('hex'));
    expect(files.map(({ path }) => path)).toEqual([...tilesOf(size)].map(tilePath));
    expect(asHex(files.map(({ path, bytes }) => [path, bytes]))).toEqual(asHex(naiveFiles(entries)));
    expect(edge.size).toBe(size);
  });

  it('come out the same in whatever steps the entries arrive', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 8 }), (steps) => {
        const ends = steps.map((_, at) => steps.slice(0, at + 1).reduce((sum, step) => sum + step, 0));
        const entries = entriesOf(ends.at(-1) as number);
        const log = publish(entries, signer, ends.slice(0, -1));
        const current = new Map([...naiveFiles(entries)]);
        for (const [path, bytes] of current) expect(toHex(log.files.get(path) ?? Buffer.alloc(0))).toBe(toHex(bytes));
        // what is left over from a step in between is a file of the tree of that step
        const earlier = Object.assign({}, ...ends.map((end) => asHex(naiveFiles(entries.slice(0, end)))));
        log.files.delete('checkpoint');
        expect(asHex(log.files)).toEqual(earlier);
      }),
      { numRuns: 40 },
    );
  });

  it('never give one path two contents, and are the same when a step is repeated', () => {
    const entries = entriesOf(700);
    let edge: Edge = EMPTY_EDGE;
    const seen = new Map<string, string>();
    for (let end = 0; end <= 700; end += 50) {
      const step = () => appendEntries(edge, entries.slice(edge.size, end));
      expect(step()).toEqual(step());
      const { edge: next, files } = step();
      for (const { path, bytes } of files) {
        expect(seen.get(path) ?? toHex(bytes)).toBe(toHex(bytes));
        seen.set(path, toHex(bytes));
      }
      edge = next;
    }
  });

  it('are none when nothing arrives', () => {
    const { edge } = appendEntries(EMPTY_EDGE, entriesOf(300));
    const nothing = appendEntries(edge, []);
    expect(nothing.files).toEqual([]);
    expect(nothing.edge).toEqual(edge);
  });
});

describe('a bundle', () => {
  const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 256 });

  it('gives back the entries put in, and nothing for another width', () => {
    fc.assert(
      fc.property(entries, (held) => {
        const bytes = encodeBundle(held);
        expect(parseBundle(bytes, held.length)?.map(toHex)).toEqual(held.map(toHex));
        expect(parseBundle(bytes, held.length + 1)).toBeNull();
        expect(parseBundle(bytes, held.length - 1)).toBeNull();
        expect(parseBundle(bytes.subarray(1), held.length)?.map(toHex)).not.toEqual(held.map(toHex));
      }),
    );
  });

  it('holds an entry of 65,535 bytes and refuses a longer one', () => {
    const longest = new Uint8Array(0xffff).fill(1);
    expect(parseBundle(encodeBundle([longest]), 1)?.[0]).toEqual(longest);
    expect(() => encodeBundle([new Uint8Array(0x10000)])).toThrow(expect.objectContaining({ code: 'RECEIPT_INVALID' }));
  });
});

describe('the edge', () => {
  it.each([
    0, 1, 255, 256, 300, 512, 65_536, 65_800,
  ])('of a published tree of %i is the one it was left with', async (size) => {
    const log = publish(entriesOf(size), signer);
    const loaded = await loadEdge(size, log.root, readerOf(log.files));
    const more = entriesOf(600, size);
    expect(appendEntries(loaded, more)).toEqual(appendEntries(log.edge, more));
  });

  it.each(
    partialTilesOf(66_100).map(tilePath),
  )('is not loaded over a %s that is missing, short or changed', async (path) => {
    const { files, root } = publish(entriesOf(66_100), signer);
    const bytes = files.get(path) as Uint8Array;
    const wrongs = [
      null,
      bytes.subarray(1),
      new Uint8Array(0),
      bytes.map((byte, at) => (at === 40 % bytes.length ? byte ^ 1 : byte)),
    ];
    for (const wrong of wrongs) {
      const read = async (wanted: string) => (wanted === path ? wrong : (files.get(wanted) ?? null));
      await expect(loadEdge(66_100, root, read)).rejects.toMatchObject({
        code: 'LOG_BROKEN',
        place: expect.stringMatching(/^tile\//),
      });
    }
  });
});
