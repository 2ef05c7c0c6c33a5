import { ExpungeError } from '../../errors.ts';
import { belongsTo, blameEdge, blameTile, type EdgeTile, type Expected } from './blame.ts';
import { equalBytes, fromUtf8 } from './bytes.ts';
import { openCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { type ReadLogFile, rootOfEdge } from './edge.ts';
import { entryUnder, type Read, readBytes, readHashes, readLeaves } from './log-files.ts';
import { type LogProblem, problemOf } from './log-problem.ts';
import { type Hash, rootOf } from './merkle.ts';
import type { NoteKey } from './note-key.ts';
import { checkOtherFiles } from './other-files.ts';
import { partialTilesOf, TILE_WIDTH, type Tile } from './tiles.ts';

/** What a verified log proves: these entries, in this order, are what the signers signed. */
export type ProvedLog = Pick<SignedCheckpoint, 'origin' | 'size' | 'root' | 'signers'>;

export type LogVerdict =
  | { readonly proved: ProvedLog; readonly problem: null }
  | { readonly proved: null; readonly problem: LogProblem };

/**
 * Recomputes a whole published log. From the signed root down: the partial tiles at the edge make the root, every tile
 * makes its hash in the tile above, every entry its hash in the lowest tile. Left to right, one tile of each level in
 * memory, every file of the tree read once.
 * @param keys the log's own key, whose name is its origin, and any witnesses'.
 * @param paths what lies in the log's folder, where that can be listed: files of no tree, and partial files that an
 * earlier checkpoint left behind, are then checked too.
 * @returns what is proved, or the first problem that is found, with its file and place. Never throws over what it reads.
 */
export async function verifyLog(
  read: ReadLogFile,
  keys: readonly NoteKey[],
  paths: Iterable<string> | AsyncIterable<string> = [],
): Promise<LogVerdict> {
  const signed = await readCheckpoint(read, keys);
  if ('problem' in signed) return { proved: null, problem: signed.problem };
  const { origin, size, root, signers } = signed.value;
  const problem = (await checkTree(read, size, root)) ?? (await checkOtherFiles(read, size, paths));
  return problem === null ? { proved: { origin, size, root, signers }, problem } : { proved: null, problem };
}

async function readCheckpoint(read: ReadLogFile, keys: readonly NoteKey[]): Promise<Read<SignedCheckpoint>> {
  const file = await readBytes(read, 'checkpoint');
  if ('problem' in file) return file;
  const text = fromUtf8(file.value);
  if (text === null) return { problem: problemOf('checkpoint', 'refused', { code: 'NOTE_INVALID', why: 'not UTF-8' }) };
  try {
    return { value: await openCheckpoint(text, keys) };
  } catch (error) {
    if (!(error instanceof ExpungeError)) throw error;
    const why = error.message.replace(/\.$/, '');
    return { problem: problemOf('checkpoint', 'refused', { code: error.code, why }) };
  }
}

async function checkTree(read: ReadLogFile, size: number, root: Hash): Promise<LogProblem | null> {
  const edge: EdgeTile[] = [];
  for (const tile of partialTilesOf(size)) {
    if (tile.level === 'entries') continue;
    const file = await readHashes(read, tile);
    if ('problem' in file) return file.problem;
    edge.push({ tile, hashes: file.value });
  }
  if (!equalBytes(rootOfEdge({ levels: edge.map(({ hashes }) => hashes) }), root)) return blameEdge(read, edge, root);
  for (const { tile, hashes } of edge.reverse()) {
    const problem = await checkBelow(read, tile, hashes, null);
    if (problem !== null) return problem;
  }
  return null;
}

/** Checks everything under a tile that has been verified itself. `neighbours`: it and those beside it; null at the edge. */
async function checkBelow(
  read: ReadLogFile,
  { level, index, width }: Tile,
  hashes: readonly Hash[],
  neighbours: Expected | null,
): Promise<LogProblem | null> {
  if (level === 'entries') return null;
  if (level === 0) return checkBundle(read, { level: 'entries', index, width }, hashes, neighbours);
  const expected: Expected = { hashes, first: index * TILE_WIDTH };
  for (const [at, hash] of hashes.entries()) {
    const child: Tile = { level: level - 1, index: expected.first + at, width: TILE_WIDTH };
    const file = await readHashes(read, child);
    if ('problem' in file) return file.problem;
    if (!equalBytes(rootOf(file.value), hash)) return blameTile(read, child, file.value, expected);
    const problem = await checkBelow(read, child, file.value, expected);
    if (problem !== null) return problem;
  }
  return null;
}

async function checkBundle(
  read: ReadLogFile,
  bundle: Tile,
  hashes: readonly Hash[],
  neighbours: Expected | null,
): Promise<LogProblem | null> {
  const file = await readLeaves(read, bundle);
  if ('problem' in file) return file.problem;
  const { hashes: leaves, bytes, broken } = file.value;
  const wrong = leaves.findIndex((leaf, at) => !equalBytes(leaf, hashes[at] as Hash));
  if (wrong < 0 && broken === null) return null;
  if (wrong < 0 && broken !== null) {
    const entry = broken.what === 'truncated' ? entryUnder(bundle, leaves.length) : null;
    return problemOf(bundle, broken.what, { byte: broken.byte, entry });
  }
  const elsewhere = neighbours === null || broken !== null ? null : belongsTo(rootOf(leaves), neighbours);
  if (elsewhere !== null) {
    return problemOf(bundle, 'misplaced', {
      byte: 0,
      entry: entryUnder(bundle),
      why: `it is the bundle at ${elsewhere}`,
    });
  }
  const at = { byte: bytes[wrong] ?? null, entry: entryUnder(bundle, wrong) };
  const other = hashes.findIndex((hash) => equalBytes(hash, leaves[wrong] as Hash));
  if (other < 0) return problemOf(bundle, 'changed', at);
  return problemOf(bundle, 'misplaced', { ...at, why: `entry ${entryUnder(bundle, other)} stands there` });
}
