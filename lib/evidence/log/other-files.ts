import { firstDifference } from './bytes.ts';
import type { ReadLogFile } from './edge.ts';
import { entryUnder, readBytes } from './log-files.ts';
import { type LogProblem, problemOf } from './log-problem.ts';
import { HASH_BYTES } from './merkle.ts';
import { encodeBundle, parseBundle, parseTilePath, type Tile, tileAt } from './tiles.ts';

/**
 * Checks what lies below `tile/` beside the files of the verified tree: partial files of earlier sizes have to be the
 * beginning of what is there now, and nothing else may be there. The tree itself has been verified before.
 */
export async function checkOtherFiles(
  read: ReadLogFile,
  size: number,
  paths: Iterable<string> | AsyncIterable<string>,
): Promise<LogProblem | null> {
  for await (const path of paths) {
    if (!path.startsWith('tile/')) continue;
    const tile = parseTilePath(path);
    const now = tile === null ? null : tileAt(size, tile.level, tile.index);
    if (tile === null || now === null || tile.width > now.width) return problemOf(path, 'stray');
    const problem = tile.width === now.width ? null : await checkEarlier(read, tile, now);
    if (problem !== null) return problem;
  }
  return null;
}

async function checkEarlier(read: ReadLogFile, earlier: Tile, now: Tile): Promise<LogProblem | null> {
  const [left, current] = [await readBytes(read, earlier), await readBytes(read, now)];
  if ('problem' in left) return left.problem;
  if ('problem' in current) return current.problem;
  const should = beginning(current.value, now, earlier.width);
  const byte = firstDifference(left.value, should);
  if (byte === null) return null;
  const what = byte === left.value.length ? 'truncated' : byte === should.length ? 'too long' : 'changed';
  return problemOf(earlier, what, { byte, entry: entryUnder(earlier) });
}

function beginning(bytes: Uint8Array, { level, width }: Tile, earlierWidth: number): Uint8Array {
  if (level !== 'entries') return bytes.subarray(0, earlierWidth * HASH_BYTES);
  return encodeBundle((parseBundle(bytes, width) ?? []).slice(0, earlierWidth));
}
