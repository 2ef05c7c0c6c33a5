import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  type BillOfMaterials,
  billOfMaterials,
  bundledPackages,
  type LockFile,
  nameOf,
  neededBy,
  resolveFrom,
} from '../../infra/sbom/index.ts';
import { foldersOf, lockFile, project } from './packages.ts';

/** The parts of the schema of CycloneDX 1.6 that these bills use; what it does not know is refused. */
const ref = z.string().min(1);
const property = z.strictObject({ name: z.string(), value: z.string() });
const component = z.strictObject({
  type: z.enum(['application', 'library']),
  'bom-ref': ref,
  group: z.string().startsWith('@').optional(),
  name: z.string().regex(/^[a-z0-9][\w.-]*$/i),
  version: z.string().regex(/^\d+\.\d+\.\d+/),
  scope: z.enum(['required', 'optional', 'excluded']).optional(),
  hashes: z
    .array(z.strictObject({ alg: z.literal('SHA-512'), content: z.string().regex(/^[a-f0-9]{128}$/) }))
    .min(1)
    .optional(),
  licenses: z
    .union([
      z.array(z.strictObject({ license: z.strictObject({ id: z.string().regex(/^[\w.-]+$/) }) })).min(1),
      z.array(z.strictObject({ expression: z.string().min(1) })).length(1),
    ])
    .optional(),
  purl: z
    .string()
    .regex(/^pkg:npm\/(?:%40[\w.-]+\/)?[\w.-]+@\d[\w.+-]*$/)
    .optional(),
  properties: z.array(property).optional(),
});
const schema = z.strictObject({
  $schema: z.literal('http://cyclonedx.org/schema/bom-1.6.schema.json'),
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.literal('1.6'),
  serialNumber: z.string().regex(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/),
  version: z.int().min(1),
  metadata: z.strictObject({ component, properties: z.array(property) }),
  components: z.array(component),
  dependencies: z.array(z.strictObject({ ref, dependsOn: z.array(ref) })),
});

const lock = lockFile();
const billOf = (of: string, folders: readonly string[]) => billOfMaterials(lock, project(), { of, folders });

describe('the bills of materials', () => {
  const bills = new Map<string, BillOfMaterials>();
  const bill = (of: string) => bills.get(of) as BillOfMaterials;
  beforeAll(async () => {
    bills.set('functions', billOf('functions', await bundledPackages('functions')));
    bills.set('page', billOf('page', await bundledPackages('page')));
    bills.set('development', billOf('development', foldersOf(lock)));
  });

  describe.each(['functions', 'page', 'development'])('%s', (of) => {
    it('is CycloneDX 1.6', () => {
      expect(schema.safeParse(bill(of)).error?.issues).toBeUndefined();
      expect(bill(of).metadata.properties).toEqual([{ name: 'expunge:of', value: of }]);
    });

    it('names each component once, and in dependencies only what it names', () => {
      const { components, dependencies, metadata } = bill(of);
      const refs = components.map((one) => one['bom-ref']);
      expect(refs.length).toBeGreaterThan(2);
      expect(new Set(refs).size).toBe(refs.length);
      const known = new Set([...refs, metadata.component['bom-ref']]);
      expect(dependencies.map((one) => one.ref).sort()).toEqual([...known].sort());
      expect(dependencies.flatMap(({ dependsOn }) => dependsOn).filter((one) => !known.has(one))).toEqual([]);
      for (const { dependsOn } of dependencies) expect(new Set(dependsOn).size).toBe(dependsOn.length);
    });

    it('has the licence of each, and the hash of its archive or whose archive it was in', () => {
      for (const { licenses, hashes, properties } of bill(of).components) {
        expect(licenses).toHaveLength(1);
        expect(hashes !== undefined || properties?.[0]?.name === 'expunge:inside').toBe(true);
      }
    });
  });

  it('tell what is deployed from what it is made with', () => {
    const names = (of: string) => bill(of).components.map(({ group, name }) => (group ? `${group}/${name}` : name));
    expect(names('functions')).toEqual(expect.arrayContaining(['@aws-sdk/client-dynamodb', '@middy/core', 'luxon']));
    expect(names('development')).toEqual(expect.arrayContaining(['vitest', 'esbuild', 'aws-cdk-lib', 'luxon']));
    for (const name of ['vitest', 'esbuild', 'aws-cdk-lib', 'fauxqs']) expect(names('functions')).not.toContain(name);
    expect(names('page')).not.toContain('@aws-sdk/client-dynamodb');
    expect(names('functions').filter((name) => !names('development').includes(name))).toEqual([]);
  });

  it('hold every package of the lock file', () => {
    const versions = new Set(foldersOf(lock).map((folder) => `${nameOf(folder)}@${lock.packages[folder]?.version}`));
    expect(bill('development').components).toHaveLength(versions.size);
  });

  it('are the same for the same packages, and others for others', () => {
    const folders = ['node_modules/luxon', 'node_modules/yaml'];
    const once = billOf('functions', folders);
    expect(JSON.stringify(billOf('functions', folders))).toBe(JSON.stringify(once));
    expect(billOf('functions', folders.slice(1)).serialNumber).not.toBe(once.serialNumber);
    expect(billOf('page', folders).serialNumber).not.toBe(once.serialNumber);
  });

  it('refuse a package that the lock file does not have', () => {
    expect(() => billOf('functions', ['node_modules/absent'])).toThrow('node_modules/absent is not in the lock file');
  });
});

describe('the lock file', () => {
  const made: LockFile = {
    lockfileVersion: 3,
    packages: {
      '': { version: '1.0.0', dependencies: { a: '1.0.0' } },
      'node_modules/a': { version: '1.0.0', dependencies: { b: '^2.0.0', '@s/c': '1' }, license: 'MIT' },
      'node_modules/a/node_modules/b': { version: '2.0.0', inBundle: true, dependencies: { '@s/c': '1' } },
      'node_modules/b': { version: '1.0.0', integrity: `sha512-${'A'.repeat(86)}==` },
      'node_modules/@s/c': { version: '1.0.0', license: '(MIT OR GPL-3.0)', optionalDependencies: { absent: '1' } },
    },
  };

  it('resolves like Node: the nearest first', () => {
    expect(resolveFrom(made, 'node_modules/a', 'b')).toBe('node_modules/a/node_modules/b');
    expect(resolveFrom(made, 'node_modules/@s/c', 'b')).toBe('node_modules/b');
    expect(resolveFrom(made, '', 'a')).toBe('node_modules/a');
    expect(resolveFrom(made, 'node_modules/a', 'absent')).toBeNull();
    expect(neededBy(made, 'node_modules/a/node_modules/b')).toEqual(['node_modules/@s/c']);
    expect(neededBy(made, 'node_modules/@s/c')).toEqual([]);
  });

  it('becomes components', () => {
    const folders = foldersOf(made);
    const { components, dependencies } = billOfMaterials(made, { name: 'it', version: '1.0.0' }, { of: 'x', folders });
    expect(components).toEqual([
      {
        type: 'library',
        'bom-ref': 'pkg:npm/%40s/c@1.0.0',
        group: '@s',
        name: 'c',
        version: '1.0.0',
        scope: 'required',
        licenses: [{ expression: '(MIT OR GPL-3.0)' }],
        purl: 'pkg:npm/%40s/c@1.0.0',
      },
      expect.objectContaining({ name: 'a', licenses: [{ license: { id: 'MIT' } }] }),
      expect.objectContaining({ name: 'b', version: '1.0.0', hashes: [{ alg: 'SHA-512', content: '0'.repeat(128) }] }),
      expect.objectContaining({
        version: '2.0.0',
        properties: [{ name: 'expunge:inside', value: 'pkg:npm/a@1.0.0' }],
      }),
    ]);
    expect(dependencies).toContainEqual({ ref: 'it', dependsOn: ['pkg:npm/a@1.0.0'] });
    expect(dependencies).toContainEqual({
      ref: 'pkg:npm/a@1.0.0',
      dependsOn: ['pkg:npm/%40s/c@1.0.0', 'pkg:npm/b@2.0.0'],
    });
  });
});
