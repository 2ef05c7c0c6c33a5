import { randomBytes } from 'node:crypto';
import type { Database } from './database.ts';
import type { Lock, LockMode } from './locks.ts';

/** One version of one key, or a delete marker, without its bytes. */
export interface Version extends Lock {
  /** The order of writing: greater is newer, whatever the clock did. */
  readonly number: number;
  readonly bucket: string;
  readonly key: string;
  /** What S3 calls it: opaque, or `null` where the bucket had no versioning. */
  readonly id: string;
  /** ms */
  readonly modified: number;
  readonly marker: boolean;
  /** What a request without a version id meets. */
  readonly current: boolean;
  readonly size: number;
  readonly etag: string;
  /** JSON of `Attributes` */
  readonly attributes: string;
  /** JSON, a list of key and value; '' for none */
  readonly tags: string;
}

export type NewVersion = Omit<Version, 'number' | 'id' | 'current'> & { readonly body: Uint8Array | null };

/** Where a walk over versions begins: the first key, and below which number within it (null: all of that key). */
export interface Bound {
  readonly key: string;
  readonly below: number | null;
}

export interface Versions {
  current(bucket: string, key: string): Version | undefined;
  byId(bucket: string, key: string, id: string): Version | undefined;
  bodyOf(version: Version): Uint8Array;
  /** Adds on top. A null version takes the place of the null version there was. @param named whether it gets an id of its own */
  add(version: NewVersion, named: boolean): Version;
  /** Removes this one for good; the next older one becomes current. */
  remove(version: Version): void;
  setTags(version: Version, tags: string): void;
  setLock(version: Version, lock: Lock): void;
  /** What ListObjectsV2 shows, in key order. @param until the first key behind */
  live(bucket: string, from: Bound, until: string, limit: number): Version[];
  /** Every version and marker, in key order, newest first within a key. @param until the first key behind */
  all(bucket: string, from: Bound, until: string, limit: number): Version[];
  isEmpty(bucket: string): boolean;
}

const COLUMNS =
  'number, bucket, key, id, modified, marker, current, size, etag, attributes, tags, lockMode, retainUntil, legalHold';

export function openVersions(database: Database): Versions {
  const { sqlite } = database;
  const select = (rest: string) => sqlite.prepare(`SELECT ${COLUMNS} FROM versions WHERE bucket = ? AND ${rest}`);
  const newest = select('key = ? ORDER BY number DESC LIMIT 1');
  const byId = select('key = ? AND id = ?');
  const live = select('key >= ? AND key < ? AND current = 1 AND marker = 0 ORDER BY key LIMIT ?');
  const all = select('key >= ? AND key < ? ORDER BY key, number DESC LIMIT ?');
  const older = select('key = ? AND number < ? ORDER BY number DESC LIMIT ?');
  const body = sqlite.prepare('SELECT body FROM versions WHERE number = ?');
  const insert = sqlite.prepare(
    `INSERT INTO versions (${COLUMNS}, body) VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const supersede = sqlite.prepare('UPDATE versions SET current = 0 WHERE number = ?');
  const restore = sqlite.prepare(
    'UPDATE versions SET current = 1 WHERE number = (SELECT MAX(number) FROM versions WHERE bucket = ? AND key = ?)',
  );
  const erase = sqlite.prepare('DELETE FROM versions WHERE number = ?');
  const tag = sqlite.prepare('UPDATE versions SET tags = ? WHERE number = ?');
  const lock = sqlite.prepare('UPDATE versions SET lockMode = ?, retainUntil = ?, legalHold = ? WHERE number = ?');
  const any = sqlite.prepare('SELECT 1 FROM versions WHERE bucket = ? LIMIT 1');

  return {
    current: (bucket, key) => versionOf(newest.get(bucket, key)),
    byId: (bucket, key, id) => versionOf(byId.get(bucket, key, id)),
    bodyOf: (version) => (body.get(version.number)?.body as Uint8Array | null | undefined) ?? new Uint8Array(),
    add: (v, named) =>
      database.transaction(() => {
        const before = newest.get(v.bucket, v.key);
        if (before !== undefined) supersede.run(Number(before.number));
        if (!named) {
          const nameless = byId.get(v.bucket, v.key, NULL_ID);
          if (nameless !== undefined) erase.run(Number(nameless.number));
        }
        const number = database.nextNumber();
        const id = named ? idOf(number) : NULL_ID;
        insert.run(
          number,
          v.bucket,
          v.key,
          id,
          v.modified,
          v.marker ? 1 : 0,
          v.size,
          v.etag,
          v.attributes,
          v.tags,
          v.lockMode,
          v.retainUntil,
          v.legalHold ? 1 : 0,
          v.body,
        );
        const { body: _bytes, ...kept } = v;
        return { ...kept, number, id, current: true };
      }),
    remove: (version) =>
      database.transaction(() => {
        erase.run(version.number);
        if (version.current) restore.run(version.bucket, version.key);
      }),
    setTags: (version, tags) => void tag.run(tags, version.number),
    setLock: (version, next) => void lock.run(next.lockMode, next.retainUntil, next.legalHold ? 1 : 0, version.number),
    live: (bucket, from, until, limit) => live.all(bucket, from.key, until, limit).map(rowToVersion),
    all(bucket, from, until, limit) {
      if (from.below === null) return all.all(bucket, from.key, until, limit).map(rowToVersion);
      const rest = older.all(bucket, from.key, from.below, limit);
      const more = limit - rest.length;
      return [...rest, ...(more > 0 ? all.all(bucket, keyAfter(from.key), until, more) : [])].map(rowToVersion);
    },
    isEmpty: (bucket) => any.get(bucket) === undefined,
  };
}

/** The id of versions written without versioning. */
export const NULL_ID = 'null';

/** The first key after this one. */
export function keyAfter(key: string): string {
  return `${key}\0`;
}

/** The number a version id stands for; null for `null`; undefined where no version can have this id. */
export function numberOfId(id: string): number | null | undefined {
  if (id === NULL_ID) return null;
  return /^[0-9a-f]{32}$/.test(id) ? Number.parseInt(id.slice(0, 12), 16) : undefined;
}

// The number makes it unique and lets a listing continue after a version that is gone; the rest keeps anyone from
// building on that.
function idOf(number: number): string {
  return number.toString(16).padStart(12, '0') + randomBytes(10).toString('hex');
}

type Row = Record<string, unknown>;

function versionOf(row: Row | undefined): Version | undefined {
  return row === undefined ? undefined : rowToVersion(row);
}

function rowToVersion(row: Row): Version {
  return {
    ...(row as unknown as Version),
    lockMode: row.lockMode as LockMode | null,
    marker: row.marker === 1,
    current: row.current === 1,
    legalHold: row.legalHold === 1,
  };
}
