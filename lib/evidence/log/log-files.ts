import type { ReadLogFile } from './edge.ts';
import { type LogProblem, problemOf } from './log-problem.ts';
import { HASH_BYTES, type Hash, leafHash } from './merkle.ts';
import { parseTile, readBundle, TILE_WIDTH, type Tile, tilePath } from './tiles.ts';

/** What was read, or the problem that kept it from being read. */
export type Read<T> = { readonly value: T } | { readonly problem: LogProblem };

/** The entries of a bundle as the tree sees them, as far as the bundle makes sense. */
export interface Leaves {
  readonly hashes: readonly Hash[];
  /** Where the length of each begins in the file. */
  readonly bytes: readonly number[];
  /** Where it stopped making sense; null: it did not. */
  readonly broken: { readonly what: 'truncated' | 'too long'; readonly byte: number } | null;
}

/** The first entry of the log that lies under the hash at this place of a tile. */
export function entryUnder({ level, index }: Tile, at = 0): number {
  return (index * TILE_WIDTH + at) * TILE_WIDTH ** (level === 'entries' ? 0 : level);
}

export async function readBytes(read: ReadLogFile, file: string | Tile): Promise<Read<Uint8Array>> {
  const [path, entry] = typeof file === 'string' ? [file, null] : [tilePath(file), entryUnder(file)];
  try {
    const value = await read(path);
    return value === null ? { problem: problemOf(path, 'missing', { entry }) } : { value };
  } catch {
    return { problem: problemOf(path, 'unreadable', { entry }) };
  }
}

/** The hashes of a tile, of which only the number has been checked. */
export async function readHashes(read: ReadLogFile, tile: Tile): Promise<Read<readonly Hash[]>> {
  const file = await readBytes(read, tile);
  if ('problem' in file) return file;
  const hashes = parseTile(file.value, tile.width);
  if (hashes !== null) return { value: hashes };
  const [is, should] = [file.value.length, tile.width * HASH_BYTES];
  if (is > should) return { problem: problemOf(tile, 'too long', { byte: should }) };
  return { problem: problemOf(tile, 'truncated', { byte: is, entry: entryUnder(tile, Math.floor(is / HASH_BYTES)) }) };
}

/** What the entries of a bundle hash to. A bundle that breaks off is a value too: what stands before is of use. */
export async function readLeaves(read: ReadLogFile, tile: Tile): Promise<Read<Leaves>> {
  const file = await readBytes(read, tile);
  if ('problem' in file) return file;
  const [hashes, bytes]: [Hash[], number[]] = [[], []];
  for (const step of readBundle(file.value, tile.width)) {
    if ('broken' in step) return { value: { hashes, bytes, broken: { what: step.broken, byte: step.byte } } };
    hashes.push(leafHash(step.entry));
    bytes.push(step.byte);
  }
  return { value: { hashes, bytes, broken: null } };
}
