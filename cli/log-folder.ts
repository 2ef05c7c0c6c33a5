import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { ReadLogFile } from '../lib/evidence/log/edge.ts';

/** A published log in a folder, laid out as C2SP tlog-tiles says. */
export interface LogFolder {
  readonly read: ReadLogFile;
  /** Every file in it, by its path with slashes. */
  readonly paths: readonly string[];
}

export function logFolder(directory: string): LogFolder {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter(
    (entry) => !entry.isDirectory(),
  );
  const paths = files.map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'));
  return {
    paths: paths.sort(),
    async read(path) {
      try {
        return readFileSync(join(directory, path));
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
        throw error;
      }
    },
  };
}
