/** One package of the lock file, as npm 7 and later writes it. */
export interface LockedPackage {
  readonly version: string;
  readonly license?: string;
  /** Absent where another package brings it inside its own archive, under that one's hash. */
  readonly integrity?: string;
  readonly inBundle?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export interface LockFile {
  readonly lockfileVersion: number;
  /** By folder, such as `node_modules/luxon`; the project itself under the empty text. */
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

const FOLDER = 'node_modules/';

/** The name of the package in a folder: that of the last `node_modules`. */
export const nameOf = (folder: string): string => folder.slice(folder.lastIndexOf(FOLDER) + FOLDER.length);

/** The folder of the package in whose archive this one came; null where it came by itself. */
export function broughtBy(lock: LockFile, folder: string): string | null {
  if (!lock.packages[folder]?.inBundle) return null;
  const above = folder.slice(0, folder.lastIndexOf(`/${FOLDER}`));
  return broughtBy(lock, above) ?? above;
}

/** Where the package in a folder finds another, as Node looks for it: in its own folder, then in those above. */
export function resolveFrom(lock: LockFile, folder: string, name: string): string | null {
  for (let at = folder; ; at = at.slice(0, Math.max(0, at.lastIndexOf(`/${FOLDER}`)))) {
    const found = at === '' ? FOLDER + name : `${at}/${FOLDER}${name}`;
    if (lock.packages[found]) return found;
    if (at === '') return null;
  }
}

/** The folders of what a package needs. What is optional and not in the lock file is left out. */
export function neededBy(lock: LockFile, folder: string): readonly string[] {
  const { dependencies, optionalDependencies, peerDependencies } = lock.packages[folder] ?? {};
  const names = Object.keys({ ...peerDependencies, ...optionalDependencies, ...dependencies });
  return names.map((name) => resolveFrom(lock, folder, name)).filter((found) => found !== null);
}
