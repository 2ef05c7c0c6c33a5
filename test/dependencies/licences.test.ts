import { beforeAll, describe, expect, it } from 'vitest';
import { broughtBy, bundledPackages, nameOf } from '../../infra/sbom/index.ts';
import { tellFigures } from '../support/figures.ts';
import { DEVELOPMENT_ONLY, PERMISSIVE } from './allowed.ts';
import { FIELDS, foldersOf, installed, lockFile, project } from './packages.ts';

const lock = lockFile();
const folders = foldersOf(lock);

/** Whether an SPDX expression can be met with these licences. Exceptions (`WITH`) and nested brackets are not understood. */
function isMetBy(expression: string, allowed: (id: string) => boolean): boolean {
  const plain = expression.replace(/^\((.*)\)$/, '$1');
  if (/[()]| WITH /.test(plain)) return false;
  return plain.split(' OR ').some((choice) => choice.split(' AND ').every((id) => allowed(id)));
}

/** What a package says of its licence: its own package.json where it is installed, else what the lock file noted of it. */
function licenceOf(folder: string): string {
  const locked = lock.packages[folder]?.license;
  const own = installed(folder);
  return (own === null ? locked : own.license) ?? 'none';
}

const matches = (pattern: string, name: string) =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

const permitted = (folder: string) => isMetBy(licenceOf(folder), (id) => PERMISSIVE.includes(id));

describe('expressions', () => {
  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-or-later)', true],
    ['GPL-3.0-or-later OR AGPL-3.0', false],
    ['MIT AND Apache-2.0', true],
    ['MIT AND GPL-3.0', false],
    ['SEE LICENSE IN LICENSE', false],
    ['Apache-2.0 WITH LLVM-exception', false],
    ['none', false],
  ])('%s', (expression, met) => {
    expect(isMetBy(expression, (id) => PERMISSIVE.includes(id))).toBe(met);
  });
});

describe('licences', () => {
  let deployed: readonly string[];
  let handedOn: readonly string[];
  let bundled: readonly string[];
  beforeAll(async () => {
    deployed = await bundledPackages('functions');
    handedOn = await bundledPackages('page');
    bundled = [...deployed, ...handedOn];
  });

  it('are permissive, or of a tool that was looked at', () => {
    expect(folders.length).toBeGreaterThan(200);
    const refused = folders.filter((folder) => {
      const exception = DEVELOPMENT_ONLY[licenceOf(folder)];
      const excepted = exception && lock.packages[folder]?.dev && matches(exception.packages, nameOf(folder));
      return !permitted(folder) && !excepted;
    });
    expect(refused.map((folder) => `${folder}: ${licenceOf(folder)}`)).toEqual([]);
  });

  it('have no exception that nothing needs', () => {
    const needed = Object.entries(DEVELOPMENT_ONLY).filter(([licence, { packages }]) =>
      folders.some((folder) => licenceOf(folder) === licence && matches(packages, nameOf(folder))),
    );
    expect(needed.length).toBe(Object.keys(DEVELOPMENT_ONLY).length);
  });

  it('are what the lock file says they are, since that is all that is known of other platforms’ packages', () => {
    const other = folders.filter((folder) => licenceOf(folder) !== lock.packages[folder]?.license);
    expect(other).toEqual([]);
  });

  it('are permissive in all that is deployed or handed on, and none of that is for development', () => {
    expect(bundled).toContain('node_modules/@aws-sdk/client-dynamodb');
    expect(bundled).toContain('node_modules/canonicalize');
    expect(bundled.filter((folder) => !permitted(folder))).toEqual([]);
    expect(bundled.filter((folder) => lock.packages[folder]?.dev || lock.packages[folder]?.optional)).toEqual([]);
  });

  it('are counted, with what else is asked of packages', () => {
    const named = FIELDS.flatMap((field) => Object.values(project()[field] ?? {}));
    const byLicence = Map.groupBy(folders, licenceOf);
    const counts = {
      packages: folders.length,
      deployed: deployed.length,
      handedOn: handedOn.length,
      licences: [...byLicence].map(([licence, all]) => ({ licence, packages: all.length })),
      ranges: named.filter((version) => !/^\d+\.\d+\.\d+$/.test(version)).length,
      withoutHash: folders.filter((folder) => lock.packages[broughtBy(lock, folder) ?? folder]?.integrity === undefined)
        .length,
      declareInstallScript: folders.filter((folder) => lock.packages[folder]?.hasInstallScript).length,
    };
    counts.licences.sort((a, b) => b.packages - a.packages || (a.licence < b.licence ? -1 : 1));
    expect(counts.licences.reduce((sum, { packages }) => sum + packages, 0)).toBe(counts.packages);
    tellFigures('dependencies', counts);
  });
});
