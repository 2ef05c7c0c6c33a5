import { DatabaseSync } from 'node:sqlite';
import type { KeySpec } from './key-specs.ts';

export interface Key {
  readonly id: string;
  readonly spec: KeySpec;
  readonly description: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly enabled: boolean;
  /** When the material is destroyed; null unless a deletion is scheduled. */
  readonly deletionAt: number | null;
  readonly material: Uint8Array;
}

export interface Alias {
  /** With its prefix: `alias/…`. */
  readonly name: string;
  readonly keyId: string;
  readonly createdAt: number;
}

type Row = Record<string, string | number | null | Uint8Array>;

/** Keys and aliases in one SQLite file, so that what was encrypted yesterday can be read today. */
export class KeyStore {
  readonly #db: DatabaseSync;

  /** `path` may be `:memory:`. */
  constructor(path: string) {
    this.#db = new DatabaseSync(path);
    // secure_delete: a destroyed key's bytes are overwritten in the file, not merely unlinked
    this.#db.exec(`
      PRAGMA secure_delete = ON;
      PRAGMA journal_mode = DELETE;
      PRAGMA foreign_keys = ON;
      CREATE TABLE IF NOT EXISTS keys (
        id TEXT PRIMARY KEY, spec TEXT NOT NULL, description TEXT NOT NULL, created_at INTEGER NOT NULL,
        enabled INTEGER NOT NULL, deletion_at INTEGER, material BLOB NOT NULL
      ) STRICT;
      CREATE TABLE IF NOT EXISTS aliases (
        name TEXT PRIMARY KEY, key_id TEXT NOT NULL REFERENCES keys (id) ON DELETE CASCADE, created_at INTEGER NOT NULL
      ) STRICT;
    `);
  }

  add(key: Key): void {
    this.#db
      .prepare('INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(key.id, key.spec, key.description, key.createdAt, Number(key.enabled), key.deletionAt, key.material);
  }

  find(id: string): Key | undefined {
    const row = this.#db.prepare('SELECT * FROM keys WHERE id = ?').get(id) as Row | undefined;
    if (row === undefined) return undefined;
    return {
      id,
      spec: row.spec as KeySpec,
      description: row.description as string,
      createdAt: row.created_at as number,
      enabled: row.enabled === 1,
      deletionAt: row.deletion_at as number | null,
      material: row.material as Uint8Array,
    };
  }

  setState(id: string, state: Pick<Key, 'enabled' | 'deletionAt'>): void {
    this.#db
      .prepare('UPDATE keys SET enabled = ?, deletion_at = ? WHERE id = ?')
      .run(Number(state.enabled), state.deletionAt, id);
  }

  /** Destroys the keys whose waiting period has ended, with their aliases. */
  destroyDue(now: number): void {
    this.#db.prepare('DELETE FROM keys WHERE deletion_at <= ?').run(now);
  }

  /** Returns false when the name is taken. */
  addAlias(alias: Alias): boolean {
    const insert = this.#db.prepare('INSERT INTO aliases VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
    return insert.run(alias.name, alias.keyId, alias.createdAt).changes === 1;
  }

  aliases(): Alias[] {
    const rows = this.#db.prepare('SELECT * FROM aliases ORDER BY name').all() as Row[];
    return rows.map((row) => ({
      name: row.name as string,
      keyId: row.key_id as string,
      createdAt: row.created_at as number,
    }));
  }

  close(): void {
    this.#db.close();
  }
}
