import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LockFile } from '../../infra/sbom/index.ts';

const ROOT = join(import.meta.dirname, '../..');

const read = (path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

export const FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

export interface Manifest extends Readonly<Partial<Record<(typeof FIELDS)[number], Readonly<Record<string, string>>>>> {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly scripts?: Readonly<Record<string, string>>;
}

export const project = (): Manifest => read('package.json');
export const lockFile = (): LockFile => read('package-lock.json');

/** Folders of all packages, without the project itself. */
export const foldersOf = (lock: LockFile): readonly string[] => Object.keys(lock.packages).filter((one) => one !== '');

/** What a package says of itself; null where it is for another platform and was not installed. */
export function installed(folder: string): Manifest | null {
  return existsSync(join(ROOT, folder)) ? read(`${folder}/package.json`) : null;
}

/** The end of an import from a package, on one line or several: the name alone, without a path inside, and not `node:`. */
const IMPORT = /^(?:import|export|\}) .*?from '((?:@[\w.-]+\/)?[a-z][\w.-]*)(?:\/[^']*)?';$/gm;

/** The names of the packages that the sources below some folders import, each with a file that does. */
export function importedBelow(folders: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const folder of folders) {
    for (const path of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
      if (!/\.(?:ts|mjs)$/.test(path)) continue;
      const text = readFileSync(join(ROOT, folder, path), 'utf8');
      for (const [, name = ''] of text.matchAll(IMPORT)) found.set(name, join(folder, path));
    }
  }
  return found;
}
