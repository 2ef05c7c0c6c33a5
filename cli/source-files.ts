import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ExpungeError } from '../lib/errors.ts';
import type { SourceFile } from '../lib/policy/index.ts';

/** Reads policy files; a directory stands for the `.yaml` files in it, in the order of their names. */
export function readPolicies(paths: readonly string[]): SourceFile[] {
  return paths.flatMap((path) => {
    if (!stat(path).isDirectory()) return [readSourceFile(path)];
    const names = readdirSync(path).filter((name) => /\.ya?ml$/.test(name));
    if (names.length === 0) throw new ExpungeError('USAGE', `There is no .yaml file in ${path}.`);
    return names.sort().map((name) => readSourceFile(join(path, name)));
  });
}

/** @throws ExpungeError USAGE where there is no such file. */
export function readSourceFile(path: string): SourceFile {
  if (stat(path).isDirectory()) throw new ExpungeError('USAGE', `${path} is a directory; name a file.`);
  return { path, text: readFileSync(path, 'utf8') };
}

function stat(path: string) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new ExpungeError('USAGE', `There is no file ${path}.`);
  return found;
}
