import { createHash } from 'node:crypto';
import { broughtBy, type LockFile, nameOf, neededBy } from './lock-file.ts';

/** What this project needs of CycloneDX 1.6 (ECMA-424): https://cyclonedx.org/docs/1.6/json/ */
export interface BillOfMaterials {
  readonly $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json';
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly serialNumber: string;
  readonly version: 1;
  readonly metadata: { readonly component: Component; readonly properties: readonly Property[] };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

export interface Component {
  readonly type: 'application' | 'library';
  readonly 'bom-ref': string;
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly scope?: 'required' | 'optional';
  readonly hashes?: readonly { readonly alg: 'SHA-512'; readonly content: string }[];
  readonly licenses?: readonly License[];
  readonly purl?: string;
  readonly properties?: readonly Property[];
}

export type License = { readonly license: { readonly id: string } } | { readonly expression: string };

interface Property {
  readonly name: string;
  readonly value: string;
}

export interface Content {
  /** What the bill is of, such as `functions`. */
  readonly of: string;
  /** The folders of the packages that are in it. */
  readonly folders: readonly string[];
}

/**
 * The bill of materials of some packages of a lock file. It holds no time, and its number is a digest of what it says:
 * the same packages make the same bytes.
 * @param project name and version of what the packages are parts of.
 */
export function billOfMaterials(
  lock: LockFile,
  project: { readonly name: string; readonly version: string },
  { of, folders }: Content,
): BillOfMaterials {
  const root = { type: 'application', 'bom-ref': project.name, name: project.name, version: project.version } as const;
  const refs = new Map(folders.map((folder) => [folder, purlOf(lock, folder)]));
  // A package may lie in several folders; its archive with a hash tells most.
  const byRef = new Map<string, Component>();
  for (const folder of folders) {
    const component = componentOf(lock, folder);
    const known = byRef.get(component['bom-ref']);
    if (known?.hashes === undefined) byRef.set(component['bom-ref'], component);
  }
  const needs = new Map<string, Set<string>>([[root['bom-ref'], new Set()]]);
  for (const folder of ['', ...folders]) {
    const ref = refs.get(folder) ?? root['bom-ref'];
    const found = neededBy(lock, folder).map((needed) => refs.get(needed));
    const all = needs.get(ref) ?? new Set<string>();
    for (const one of found) if (one !== undefined && one !== ref) all.add(one);
    needs.set(ref, all);
  }
  const components = [...byRef.values()].sort(by(({ purl = '' }) => purl));
  const dependencies = [...needs].map(([ref, all]) => ({ ref, dependsOn: [...all].sort() })).sort(by(({ ref }) => ref));
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: numberOf(JSON.stringify([of, project, components, dependencies])),
    version: 1,
    metadata: { component: root, properties: [{ name: 'expunge:of', value: of }] },
    components,
    dependencies,
  };
}

function componentOf(lock: LockFile, folder: string): Component {
  const locked = lock.packages[folder];
  if (!locked) throw new RangeError(`${folder} is not in the lock file: run npm install, and commit what it changes.`);
  const [group, name] = nameOf(folder).startsWith('@') ? nameOf(folder).split('/') : [undefined, nameOf(folder)];
  const purl = purlOf(lock, folder);
  const inside = broughtBy(lock, folder);
  return {
    type: 'library',
    'bom-ref': purl,
    ...(group !== undefined && { group }),
    name: name ?? '',
    version: locked.version,
    scope: locked.optional ? 'optional' : 'required',
    ...(locked.integrity !== undefined && { hashes: [hashOf(locked.integrity)] }),
    ...(locked.license !== undefined && { licenses: [licenseOf(locked.license)] }),
    purl,
    ...(inside !== null && { properties: [{ name: 'expunge:inside', value: purlOf(lock, inside) }] }),
  };
}

/** https://github.com/package-url/purl-spec, type npm: the `@` of a scope is escaped. */
const purlOf = (lock: LockFile, folder: string): string =>
  `pkg:npm/${nameOf(folder).replace('@', '%40')}@${lock.packages[folder]?.version}`;

/** `sha512-<base64>` of the lock file, as CycloneDX writes it. */
const hashOf = (integrity: string) =>
  ({ alg: 'SHA-512', content: Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex') }) as const;

const licenseOf = (license: string): License =>
  / (?:OR|AND|WITH) /.test(license) ? { expression: license } : { license: { id: license } };

/** A version 8 UUID (RFC 9562 5.8) made of a digest. */
function numberOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return `urn:uuid:${parts.join('-')}`;
}

const by =
  <T>(key: (one: T) => string) =>
  (a: T, b: T): number =>
    key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
