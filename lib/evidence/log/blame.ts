import { equalBytes, firstDifference } from './bytes.ts';
import { type ReadLogFile, rootOfEdge } from './edge.ts';
import { entryUnder, readHashes, readLeaves } from './log-files.ts';
import { type LogProblem, problemOf } from './log-problem.ts';
import { HASH_BYTES, type Hash, rootOf } from './merkle.ts';
import { TILE_WIDTH, type Tile } from './tiles.ts';

/*
 * Which file is wrong is known from above: the signature vouches for the edge, each tile for the ones below it. Where in
 * the file is seen from below: what the files under it hash to. Only a broken log pays for this.
 */

/** A hash that is vouched for, with its neighbours: the roots of full tiles side by side. */
export interface Expected {
  readonly hashes: readonly Hash[];
  /** Index of the tile that the first of them is the root of. */
  readonly first: number;
}

/** Where a full tile, known not to hold what was logged, first differs from what the files below it make. */
export async function blameTile(
  read: ReadLogFile,
  tile: Tile,
  hashes: readonly Hash[],
  expected: Expected,
): Promise<LogProblem> {
  const elsewhere = belongsTo(rootOf(hashes), expected);
  if (elsewhere !== null) {
    return problemOf(tile, 'misplaced', { byte: 0, entry: entryUnder(tile), why: `it is the tile at ${elsewhere}` });
  }
  const below = await hashesBelow(read, tile);
  return differing(tile, hashes, below) ?? problemOf(tile, 'rewritten', { entry: entryUnder(tile) });
}

/** Where the partial tiles, known not to make the signed root, first differ from what the files below them make. */
export async function blameEdge(read: ReadLogFile, edge: readonly EdgeTile[], root: Hash): Promise<LogProblem> {
  const found: LogProblem[] = [];
  const mended: (readonly Hash[])[] = [];
  for (const { tile, hashes } of edge) {
    const below = await hashesBelow(read, tile);
    mended.push(hashes.map((hash, at) => below[at] ?? hash));
    found.push(...[differing(tile, hashes, below)].filter((problem) => problem !== null));
  }
  const lowest = edge[0]?.tile ?? 'checkpoint';
  const [problem = problemOf(lowest, 'rewritten')] = found;
  if (found.length === 0 || equalBytes(rootOfEdge({ levels: mended }), root)) return problem;
  return { ...problem, message: `${problem.message.slice(0, -1)}, or the files below it are not either.` };
}

/** A partial tile and its hashes. */
export interface EdgeTile {
  readonly tile: Tile;
  readonly hashes: readonly Hash[];
}

/** The tile that this hash is the root of, among the neighbours; null where it is none of theirs. */
export function belongsTo(hash: Hash, { hashes, first }: Expected): number | null {
  const at = hashes.findIndex((one) => equalBytes(one, hash));
  return at < 0 ? null : first + at;
}

function differing(tile: Tile, hashes: readonly Hash[], below: readonly (Hash | null)[]): LogProblem | null {
  for (const [at, hash] of hashes.entries()) {
    const made = below[at] ?? hash;
    const byte = firstDifference(hash, made);
    if (byte === null) continue;
    const other = below.findIndex((one) => one !== null && equalBytes(one, hash));
    return other < 0
      ? problemOf(tile, 'changed', { byte: at * HASH_BYTES + byte, entry: entryUnder(tile, at) })
      : problemOf(tile, 'misplaced', {
          byte: at * HASH_BYTES,
          entry: entryUnder(tile, at),
          why: `the hash there is that of entry ${entryUnder(tile, other)}`,
        });
  }
  return null;
}

/** What the files under a tile hash to, in its order; null where one of them cannot tell. */
async function hashesBelow(read: ReadLogFile, { level, index, width }: Tile): Promise<(Hash | null)[]> {
  if (level === 'entries') return [];
  if (level === 0) {
    const leaves = await readLeaves(read, { level: 'entries', index, width });
    return 'problem' in leaves ? [] : [...leaves.value.hashes];
  }
  const below: (Hash | null)[] = [];
  for (let at = 0; at < width; at++) {
    const child = await readHashes(read, { level: level - 1, index: index * TILE_WIDTH + at, width: TILE_WIDTH });
    below.push('problem' in child ? null : rootOf(child.value));
  }
  return below;
}
