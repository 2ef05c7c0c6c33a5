import { ExpungeError } from '../../errors.ts';
import { concatBytes, parseCount } from './bytes.ts';
import { HASH_BYTES, type Hash } from './merkle.ts';

/** C2SP tlog-tiles: a full tile or bundle is this wide. */
export const TILE_WIDTH = 256;

/** An entry's length is a uint16 (C2SP tlog-tiles, "Log entries"). */
export const LONGEST_ENTRY = 0xffff;

const LENGTH_BYTES = 2;
const HIGHEST_LEVEL = 63; // C2SP tlog-tiles, "Merkle Tree"

/** One file of a log: hashes of a level, or the entries themselves. A width below 256 makes it a partial one. */
export interface Tile {
  readonly level: number | 'entries';
  /** Place within the level, from 0. */
  readonly index: number;
  /** Hashes or entries in it: 1–256. */
  readonly width: number;
}

/** `tile/<L>/<N>[.p/<W>]`, where 1234067 is written `x001/x234/067`. */
export function tilePath({ level, index, width }: Tile): string {
  const groups = [index % 1000];
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) groups.unshift(rest % 1000);
  const digits = groups.map((group) => String(group).padStart(3, '0'));
  const last = digits.pop();
  const place = [...digits.map((group) => `x${group}`), last].join('/');
  return `tile/${level}/${place}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** The tile at this path; null for everything that `tilePath` would not have written. */
export function parseTilePath(path: string): Tile | null {
  const match = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path);
  if (match === null) return null;
  const [, level = '', place = '', partial] = match;
  const tile: Tile = {
    level: level === 'entries' ? level : Number(level),
    index: Number(place.replaceAll(/[x/]/g, '')),
    width: partial === undefined ? TILE_WIDTH : (parseCount(partial) ?? 0),
  };
  const fits = tile.level === 'entries' || tile.level <= HIGHEST_LEVEL;
  return fits && tile.width > 0 && tilePath(tile) === path ? tile : null;
}

/** How many hashes a level holds: ⌊size / 256^level⌋. Level 0 has the leaves, each higher one the roots of full tiles. */
export function hashesAtLevel(size: number, level: number | 'entries'): number {
  return level === 'entries' ? size : Math.floor(size / TILE_WIDTH ** level);
}

/** How many levels of tiles a tree of this size has. */
export function levelsOf(size: number): number {
  let levels = 0;
  while (hashesAtLevel(size, levels) > 0) levels++;
  return levels;
}

/** The tile at this place in a tree of `size`, as wide as the tree makes it; null where the tree has none there. */
export function tileAt(size: number, level: number | 'entries', index: number): Tile | null {
  const width = Math.min(TILE_WIDTH, hashesAtLevel(size, level) - index * TILE_WIDTH);
  return width > 0 ? { level, index, width } : null;
}

/** Every file that a tree of this size has: bundles first, then the levels from the leaves up, left to right. */
export function* tilesOf(size: number): Generator<Tile> {
  const levels = Array.from({ length: levelsOf(size) }, (_, level) => level);
  for (const level of ['entries', ...levels] as const) {
    for (let index = 0, tile = tileAt(size, level, 0); tile !== null; tile = tileAt(size, level, ++index)) yield tile;
  }
}

/** The partial tiles, and the partial bundle, at the right edge of a tree of this size. */
export function partialTilesOf(size: number): Tile[] {
  const levels = Array.from({ length: levelsOf(size) }, (_, level) => level);
  return (['entries', ...levels] as const).flatMap((level) => {
    const count = hashesAtLevel(size, level);
    const width = count % TILE_WIDTH;
    return width === 0 ? [] : [{ level, index: Math.floor(count / TILE_WIDTH), width }];
  });
}

/** The bytes of a tile of hashes. */
export const encodeTile = (hashes: readonly Hash[]): Uint8Array => concatBytes(hashes);

/** The hashes of a tile of this width; null where it has another length. */
export function parseTile(bytes: Uint8Array, width: number): Hash[] | null {
  if (bytes.length !== width * HASH_BYTES) return null;
  return Array.from({ length: width }, (_, at) => bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}

/** The bytes of an entry bundle. @throws ExpungeError RECEIPT_INVALID: an entry is longer than a bundle can say. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  return concatBytes(
    entries.flatMap((entry) => {
      if (entry.length > LONGEST_ENTRY) {
        throw new ExpungeError(
          'RECEIPT_INVALID',
          `A log entry has ${entry.length} bytes; ${LONGEST_ENTRY} is the most. Log a commitment, not the thing itself.`,
        );
      }
      return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry];
    }),
  );
}

/** One step through a bundle: an entry and where its length begins, or the place at which the bundle stops making sense. */
export type BundleStep =
  | { readonly entry: Uint8Array; readonly byte: number }
  | { readonly broken: 'truncated' | 'too long'; readonly byte: number };

/** Goes through a bundle of this width, entry by entry; the last step tells of bytes that are missing or left over. */
export function* readBundle(bytes: Uint8Array, width: number): Generator<BundleStep> {
  let byte = 0;
  for (let at = 0; at < width; at++) {
    const [high, low] = bytes.subarray(byte, byte + LENGTH_BYTES);
    const end = byte + LENGTH_BYTES + (high ?? 0) * 256 + (low ?? 0);
    if (low === undefined || end > bytes.length) return yield { broken: 'truncated', byte };
    yield { entry: bytes.subarray(byte + LENGTH_BYTES, end), byte };
    byte = end;
  }
  if (byte < bytes.length) yield { broken: 'too long', byte };
}

/** The entries of a bundle of this width; null where it is not one. */
export function parseBundle(bytes: Uint8Array, width: number): Uint8Array[] | null {
  const entries: Uint8Array[] = [];
  for (const step of readBundle(bytes, width)) {
    if ('broken' in step) return null;
    entries.push(step.entry);
  }
  return entries;
}
