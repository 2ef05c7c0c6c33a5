import { equalBytes } from '../bytes.ts';
import type { LogStorage } from '../log-storage.ts';

export interface MemoryStorage extends LogStorage {
  /** Everything in it, by path. */
  readonly files: Map<string, { bytes: Uint8Array; version: string }>;
}

/** Files in memory. Strict: refuses paths that S3 would take and nobody would find again. `before`: awaited before each request. */
export function memoryStorage(before: (method: string, path: string) => Promise<void> = async () => {}): MemoryStorage {
  const files: MemoryStorage['files'] = new Map();
  let versions = 0;
  const write = (path: string, bytes: Uint8Array) => {
    const version = `v${++versions}`;
    files.set(path, { bytes: bytes.slice(), version });
    return version;
  };
  return {
    files,
    async putOnce(path, bytes) {
      await before('putOnce', legal(path));
      const there = files.get(path);
      if (there !== undefined) return equalBytes(there.bytes, bytes) ? 'same' : 'different';
      write(path, bytes);
      return 'stored';
    },
    async replace(path, bytes, version) {
      await before('replace', legal(path));
      if ((files.get(path)?.version ?? null) !== version) return null;
      return write(path, bytes);
    },
    async get(path) {
      await before('get', legal(path));
      const there = files.get(path);
      return there === undefined ? null : { bytes: there.bytes.slice(), version: there.version };
    },
  };
}

function legal(path: string): string {
  if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) {
    throw new Error(`Not a path: ${path}`);
  }
  return path;
}
