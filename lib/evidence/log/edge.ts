import { ExpungeError } from '../../errors.ts';
import { equalBytes } from './bytes.ts';
import { EMPTY_ROOT, type Hash, leafHash, nodeHash, rootOf } from './merkle.ts';
import {
  encodeBundle,
  encodeTile,
  hashesAtLevel,
  levelsOf,
  parseBundle,
  parseTile,
  partialTilesOf,
  TILE_WIDTH,
  type Tile,
  tilePath,
} from './tiles.ts';

/**
 * The right edge of a tree: what its partial tiles hold, and so all that is needed to add to it. The state from which a
 * sealer goes on.
 */
export interface Edge {
  /** Leaves of the tree. */
  readonly size: number;
  /** Entries of the partial bundle: size mod 256 of them. */
  readonly entries: readonly Uint8Array[];
  /** Hashes of each level's partial tile, from the leaves up: ⌊size / 256^level⌋ mod 256 of them. */
  readonly levels: readonly (readonly Hash[])[];
}

/** A file of the log and the path it lies at. */
export interface LogFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Reads a file of a log, by its path below the log's folder; null where there is none. */
export type ReadLogFile = (path: string) => Promise<Uint8Array | null>;

export const EMPTY_EDGE: Edge = { size: 0, entries: [], levels: [] };

/**
 * The tree after these entries, and every file that is new in it: bundles, then tiles from the leaves up. Of the partial
 * files only those of the new size. A function of its arguments and nothing else: a crash that repeats it writes the same
 * bytes to the same paths, and a path (the width is part of it) never has two contents.
 * @throws ExpungeError RECEIPT_INVALID: an entry is too long.
 */
export function appendEntries(
  edge: Edge,
  entries: readonly Uint8Array[],
): { readonly edge: Edge; readonly root: Hash; readonly files: readonly LogFile[] } {
  const bundles = grow('entries', edge.size, edge.entries, entries, encodeBundle);
  const files = [...bundles.files];
  const levels: (readonly Hash[])[] = [];
  let arriving: readonly Hash[] = entries.map(leafHash);
  for (let level = 0; level < edge.levels.length || arriving.length > 0; level++) {
    const known = edge.levels[level] ?? [];
    const tiles = grow(level, hashesAtLevel(edge.size, level), known, arriving, encodeTile);
    files.push(...tiles.files);
    levels.push(tiles.partial);
    arriving = tiles.full.map(rootOf);
  }
  const next = { size: edge.size + entries.length, entries: bundles.partial, levels };
  return { edge: next, root: rootOfEdge(next), files };
}

/** The root of the whole tree: its complete subtrees, from the smallest on the right to the largest on the left. */
export function rootOfEdge(edge: Pick<Edge, 'levels'>): Hash {
  let root: Hash | null = null;
  for (const hashes of edge.levels) {
    for (let end = hashes.length; end > 0; ) {
      const start = end - lowestPowerIn(end);
      const subtree = rootOf(hashes.slice(start, end));
      root = root === null ? subtree : nodeHash(subtree, root);
      end = start;
    }
  }
  return root ?? EMPTY_ROOT;
}

/**
 * The edge of a published tree, from its partial files, compared with the root that was committed to.
 * @throws ExpungeError LOG_BROKEN, with the file as its place: a file is missing or has another length, or they do not make that root.
 */
export async function loadEdge(size: number, root: Hash, read: ReadLogFile): Promise<Edge> {
  const levels: Hash[][] = Array.from({ length: levelsOf(size) }, () => []);
  let entries: Uint8Array[] = [];
  for (const tile of partialTilesOf(size)) {
    const bytes = await read(tilePath(tile));
    if (bytes === null) throw broken(tile, 'is missing');
    if (tile.level === 'entries')
      entries = parseBundle(bytes, tile.width) ?? refuse(tile, 'is not a bundle of its width');
    else levels[tile.level] = parseTile(bytes, tile.width) ?? refuse(tile, 'does not have the length of its width');
  }
  const edge = { size, entries, levels };
  if (!equalBytes(rootOfEdge(edge), root)) {
    const lowest = partialTilesOf(size).find((tile) => tile.level !== 'entries');
    throw new ExpungeError('LOG_BROKEN', `The partial tiles of size ${size} do not make the root committed to.`, {
      place: lowest === undefined ? 'checkpoint' : tilePath(lowest),
    });
  }
  const wrong = entries.findIndex((entry, at) => !equalBytes(leafHash(entry), levels[0]?.[at] ?? EMPTY_ROOT));
  if (wrong >= 0) {
    const [bundle] = partialTilesOf(size) as [Tile];
    throw broken(bundle, `holds another entry ${size - entries.length + wrong} than was logged`);
  }
  return edge;
}

/** Lets a row of tiles or bundles grow by what arrives: the ones that become full, and the partial one left at its end. */
function grow<T>(
  level: Tile['level'],
  before: number,
  known: readonly T[],
  arriving: readonly T[],
  encode: (items: readonly T[]) => Uint8Array,
): { full: (readonly T[])[]; partial: readonly T[]; files: LogFile[] } {
  const items = [...known, ...arriving];
  const first = Math.floor(before / TILE_WIDTH);
  const full: (readonly T[])[] = [];
  while ((full.length + 1) * TILE_WIDTH <= items.length) {
    full.push(items.slice(full.length * TILE_WIDTH, (full.length + 1) * TILE_WIDTH));
  }
  const partial = items.slice(full.length * TILE_WIDTH);
  const isNew = arriving.length > 0 && partial.length > 0;
  const files = [...full, ...(isNew ? [partial] : [])].map((held, at) => ({
    path: tilePath({ level, index: first + at, width: held.length }),
    bytes: encode(held),
  }));
  return { full, partial, files };
}

/** The lowest power of two in the binary form of n. */
function lowestPowerIn(n: number): number {
  let power = 1;
  while (n % (power * 2) === 0 && power < n) power *= 2;
  return power;
}

function broken(tile: Tile, what: string): ExpungeError {
  return new ExpungeError('LOG_BROKEN', `${tilePath(tile)} ${what}. The log is not advanced over it.`, {
    place: tilePath(tile),
  });
}

function refuse(tile: Tile, what: string): never {
  throw broken(tile, what);
}
