import { DatabaseSync } from 'node:sqlite';

/** The database of one server: everything it holds, in one SQLite file or in memory. */
export interface Database {
  readonly sqlite: DatabaseSync;
  /** A number greater than any given before, also before a crash: the order of versions and of events. */
  nextNumber(): number;
  /** All of `work` or nothing of it. */
  transaction<Result>(work: () => Result): Result;
  close(): void;
}

// TEXT compares by memcmp of its UTF-8 bytes, which is the order S3 lists keys in.
// `current` is what a request without a version id meets; `live` lists exactly what ListObjectsV2 shows.
const SCHEMA = `
CREATE TABLE IF NOT EXISTS numbers (reserved INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS buckets (
  name TEXT PRIMARY KEY, region TEXT NOT NULL, created INTEGER NOT NULL, versioning TEXT NOT NULL, locking INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS settings (
  bucket TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (bucket, kind)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS versions (
  number INTEGER PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL, modified INTEGER NOT NULL,
  marker INTEGER NOT NULL, current INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL, attributes TEXT NOT NULL,
  tags TEXT NOT NULL, lockMode TEXT, retainUntil INTEGER, legalHold INTEGER NOT NULL, body BLOB
);
CREATE INDEX IF NOT EXISTS history ON versions (bucket, key, number DESC);
CREATE UNIQUE INDEX IF NOT EXISTS live ON versions (bucket, key) WHERE current = 1 AND marker = 0;
`;

/** Numbers are reserved a block at a time, so that counting costs no write. */
const BLOCK = 10_000;

/** @param file path of the SQLite file, made where missing; ':memory:' keeps nothing */
export function openDatabase(file: string): Database {
  const sqlite = new DatabaseSync(file);
  // A local stand-in need not survive a power cut: safe against a crash of the process is enough.
  sqlite.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;',
  );
  sqlite.exec(SCHEMA);
  if (sqlite.prepare('SELECT reserved FROM numbers').get() === undefined) {
    sqlite.exec('INSERT INTO numbers VALUES (0)');
  }
  const reserve = sqlite.prepare('UPDATE numbers SET reserved = reserved + ? RETURNING reserved');
  const begin = sqlite.prepare('BEGIN');
  const commit = sqlite.prepare('COMMIT');
  let last = 0;
  let reserved = 0;
  return {
    sqlite,
    nextNumber() {
      if (last === reserved) {
        reserved = Number(reserve.get(BLOCK)?.reserved);
        last = reserved - BLOCK;
      }
      last += 1;
      return last;
    },
    transaction(work) {
      begin.run();
      try {
        const result = work();
        commit.run();
        return result;
      } catch (error) {
        sqlite.exec('ROLLBACK');
        // A block reserved inside went back with the rest: take another.
        last = reserved;
        throw error;
      }
    },
    close: () => sqlite.close(),
  };
}
