import { firstDifference } from './bytes.ts';
import type { ReadLogFile } from './edge.ts';
import { entryUnder, readBytes } from './log-files.ts';
import { type LogProblem, problemOf } from './log-problem.ts';
import { HASH_BYTES } from './merkle.ts';
import { parseTilePath, readBundle, type Tile, tileAt } from './tiles.ts';

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
  const { should, starts } = beginning(current.value, now, earlier.width);
  const byte = firstDifference(left.value, should);
  if (byte === null) return null;
  if (byte === should.length) return problemOf(earlier, 'too long', { byte });
  const what = byte === left.value.length ? 'truncated' : 'changed';
  const at = starts.findLastIndex((start) => start <= byte);
  return problemOf(earlier, what, { byte, entry: entryUnder(earlier, at) });
}

/** The first hashes or entries of a verified file, and where each of them starts. */
function beginning(bytes: Uint8Array, { level, width }: Tile, count: number): { should: Uint8Array; starts: number[] } {
  const starts: number[] = [];
  if (level === 'entries') {
    for (const step of readBundle(bytes, width)) starts.push(step.byte);
  } else {
    for (let at = 0; at < width; at++) starts.push(at * HASH_BYTES);
  }
  return { should: bytes.subarray(0, starts[count]), starts: starts.slice(0, count) };
}
