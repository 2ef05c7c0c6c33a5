/**
 * Where files are kept: the published log, the private receipts beside it, the deposit of a witness. Paths are text with
 * slashes. Whatever a method answers is durable when it answers, and every read is strong.
 */
export interface LogStorage {
  /**
   * Writes a file that never changes. Repeatable: `same` means that exactly these bytes were there; `different` that
   * others were, and nothing was written.
   */
  putOnce(path: string, bytes: Uint8Array): Promise<'stored' | 'same' | 'different'>;
  /**
   * Writes a file that does change, if nobody has written it since `version` was read (null: if there is none).
   * @returns the version written; null where somebody was quicker and nothing was written.
   */
  replace(path: string, bytes: Uint8Array, version: string | null): Promise<string | null>;
  /** Null where there is no such file. */
  get(path: string): Promise<StoredFile | null>;
}

export interface StoredFile {
  readonly bytes: Uint8Array;
  /** Changes with every write. */
  readonly version: string;
}
