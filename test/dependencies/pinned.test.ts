import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { broughtBy, nameOf } from '../../infra/sbom/index.ts';
import { INSTALL_SCRIPTS, UNNAMED } from './allowed.ts';
import { FIELDS, foldersOf, importedBelow, installed, lockFile, project } from './packages.ts';

const ROOT = join(import.meta.dirname, '../..');
const lock = lockFile();
const folders = foldersOf(lock);
const manifest = project();
const named = new Map(FIELDS.flatMap((field) => Object.entries(manifest[field] ?? {})));

describe('package.json', () => {
  it('names one version of each package, no range', () => {
    expect(named.size).toBeGreaterThan(20);
    expect([...named].filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('says what the lock file says', () => {
    const root = lock.packages[''] as unknown as typeof manifest;
    for (const field of FIELDS) expect(root[field]).toEqual(manifest[field]);
    const locked = [...named.keys()].map((name) => [name, lock.packages[`node_modules/${name}`]?.version]);
    expect(locked).toEqual([...named]);
  });

  it('has no scripts that npm would run by itself when it installs', () => {
    const own = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish', 'preprepare', 'postprepare'];
    expect(Object.keys(manifest.scripts ?? {}).filter((name) => own.includes(name))).toEqual([]);
  });

  it('names what is imported, in no version but that one', () => {
    const imported = importedBelow(['lib', 'functions', 'cli', 'infra', 'local', 'examples', 'test', 'bench']);
    expect(imported.size).toBeGreaterThan(20);
    const unnamed = [...imported].filter(([name]) => !named.has(name) && !(name in UNNAMED));
    expect(unnamed).toEqual([]);
    expect(Object.keys(UNNAMED).filter((name) => !imported.has(name))).toEqual([]);
  });

  it('counts what the product imports to production', () => {
    const imported = [...importedBelow(['lib', 'functions', 'cli']).keys()].filter((name) => !(name in UNNAMED));
    // the verifier's page is built by those who have the sources
    const production = { ...manifest.dependencies, esbuild: 'built with' };
    expect(imported.filter((name) => !(name in production))).toEqual([]);
  });
});

describe('package-lock.json', () => {
  it('has a SHA-512 of every archive; what came inside another is under its hash', () => {
    expect(lock.lockfileVersion).toBe(3);
    const without = folders.filter((folder) => {
      const archive = lock.packages[broughtBy(lock, folder) ?? folder];
      return !/^sha512-[\w+/]{86}==$/.test(archive?.integrity ?? '');
    });
    expect(without).toEqual([]);
  });

  it('takes packages from registries alone: no links, no repositories, no files', () => {
    const elsewhere = folders.filter((folder) => {
      const { link, resolved } = (lock.packages[folder] ?? {}) as { link?: boolean; resolved?: string };
      return link === true || (resolved !== undefined && !/^https:\/\/.*\.tgz$/.test(resolved));
    });
    expect(elsewhere).toEqual([]);
  });

  it('is what is installed', () => {
    const other = folders.filter((folder) => {
      const found = installed(folder);
      return found === null ? !lock.packages[folder]?.optional : found.version !== lock.packages[folder]?.version;
    });
    expect(other).toEqual([]);
  });
});

describe('install scripts', () => {
  it('are declared only by packages that were looked at', () => {
    const declared = folders.filter((folder) => lock.packages[folder]?.hasInstallScript);
    const present = folders.filter((folder) => {
      const { preinstall, install, postinstall } = installed(folder)?.scripts ?? {};
      return [preinstall, install, postinstall].some((script) => script !== undefined);
    });
    const names = [...new Set([...declared, ...present].map(nameOf))];
    expect(names).toEqual(Object.keys(INSTALL_SCRIPTS));
  });

  it('are never run: the one place that installs says so', () => {
    const setup = readFileSync(join(ROOT, 'local/setup.mjs'), 'utf8');
    expect(setup).toMatch(/'npm', \['ci', \.\.\.options\]/);
    expect(setup).toMatch(/const options = \['--ignore-scripts',/);
  });

  it('are not needed: esbuild runs without its own', () => {
    const version = execFileSync(process.execPath, [join(ROOT, 'node_modules/esbuild/bin/esbuild'), '--version']);
    expect(version.toString().trim()).toBe(lock.packages['node_modules/esbuild']?.version);
  });
});

describe('what is fetched beside the lock file', () => {
  it('is DynamoDB for platforms whose program is no package, in the version of the others', () => {
    const source = readFileSync(join(ROOT, 'local/runtime/services/dynamodb.ts'), 'utf8');
    expect(/'dynoxide@([\d.]+)'/.exec(source)?.[1]).toBe(manifest.optionalDependencies?.['@dynoxide/linux-x64']);
  });
});
