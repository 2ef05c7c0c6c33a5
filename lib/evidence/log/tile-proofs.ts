import { ExpungeError } from '../../errors.ts';
import type { ReadLogFile } from './edge.ts';
import { readHashes } from './log-files.ts';
import { consistencyRanges, type Hash, inclusionRanges, nodeHash, type Range, rootOf } from './merkle.ts';
import { TILE_WIDTH, tileAt, tilePath } from './tiles.ts';

/**
 * An inclusion proof from a published tree of `size`, reading only the tiles on the way: a few for each level. The tiles
 * are taken at their word, so verify the proof under the signed root before it is given to anyone.
 * @throws ExpungeError LOG_BROKEN: a tile is missing or has another length. RangeError: there is no such entry.
 */
export function proveInclusion(read: ReadLogFile, index: number, size: number): Promise<Hash[]> {
  return rangeHashes(read, inclusionRanges(index, size), size);
}

/** A consistency proof from a published tree of `newSize`. As `proveInclusion`. */
export function proveConsistency(read: ReadLogFile, oldSize: number, newSize: number): Promise<Hash[]> {
  return rangeHashes(read, consistencyRanges(oldSize, newSize), newSize);
}

async function rangeHashes(read: ReadLogFile, ranges: readonly Range[], size: number): Promise<Hash[]> {
  const tiles = new Map<string, Promise<readonly Hash[]>>();
  const hashesOf = (level: number, index: number): Promise<readonly Hash[]> => {
    const tile = tileAt(size, level, index);
    if (tile === null) throw new RangeError(`No tile ${level}/${index} in a tree of ${size}.`);
    const path = tilePath(tile);
    const known = tiles.get(path);
    if (known !== undefined) return known;
    const reading = readHashes(read, tile).then((file) => {
      if ('value' in file) return file.value;
      throw new ExpungeError('LOG_BROKEN', `${file.problem.message} No proof can be made.`, { place: path });
    });
    tiles.set(path, reading);
    return reading;
  };
  const hashes: Hash[] = [];
  for (const range of ranges) {
    let root: Hash | null = null;
    for (const subtree of completeSubtrees(range).reverse()) {
      const hash = await subtreeHash(subtree, hashesOf);
      root = root === null ? hash : nodeHash(hash, root);
    }
    if (root !== null) hashes.push(root);
  }
  return hashes;
}

/** A complete subtree of `width` leaves, a power of two, that begins at a multiple of it. */
interface Subtree {
  readonly start: number;
  readonly width: number;
}

/** A range of a proof begins at a multiple of its width rounded up, so its subtrees only get smaller. */
function completeSubtrees([start, end]: Range): Subtree[] {
  const subtrees: Subtree[] = [];
  for (let at = start, width = 2 ** 52; at < end; width /= 2) {
    if (width > end - at) continue;
    subtrees.push({ start: at, width });
    at += width;
  }
  return subtrees;
}

async function subtreeHash(
  { start, width }: Subtree,
  hashesOf: (level: number, index: number) => Promise<readonly Hash[]>,
): Promise<Hash> {
  let level = 0;
  while (TILE_WIDTH ** (level + 1) <= width) level++;
  const [first, count] = [start / TILE_WIDTH ** level, width / TILE_WIDTH ** level];
  const hashes = await hashesOf(level, Math.floor(first / TILE_WIDTH));
  return rootOf(hashes.slice(first % TILE_WIDTH, (first % TILE_WIDTH) + count));
}
