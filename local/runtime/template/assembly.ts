import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExpungeError } from '../../../lib/errors.ts';

/** A resource as the template writes it, intrinsic functions and all. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
}

export interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, { Value: unknown; Export?: { Name: unknown }; Condition?: string }>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Parameters?: Readonly<Record<string, { Type: string; Default?: unknown }>>;
}

export interface Stack {
  readonly name: string;
  /** Null where the stack is not bound to a region. */
  readonly region: string | null;
  readonly account: string | null;
  readonly template: Template;
  /** Logical id → where the resource stands in the CDK app. */
  readonly paths: ReadonlyMap<string, string>;
  /** Object key of a file asset → the directory or file it is made of. */
  readonly assets: ReadonlyMap<string, string>;
}

type Metadata = Record<string, readonly { readonly type: string; readonly data?: unknown }[]>;

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly metadata?: Metadata;
  readonly additionalMetadataFile?: string;
  readonly properties?: { templateFile?: string; stackName?: string; file?: string; directoryName?: string };
}

interface AssetManifest {
  readonly files?: Record<string, { source: { path?: string }; destinations: Record<string, { objectKey: string }> }>;
}

/** Reads the stacks of a CDK cloud assembly (`cdk.out`), those of its stages included, in the manifest's order. */
export function readAssembly(directory: string): Stack[] {
  const path = join(directory, 'manifest.json');
  if (!existsSync(path)) {
    throw new ExpungeError('CONFIGURATION', `No cloud assembly in ${directory}: synthesise first (npm run synth).`);
  }
  const { artifacts = {} } = readJson<{ artifacts?: Record<string, Artifact> }>(path);
  const assets = readAssets(directory, Object.values(artifacts));
  return Object.entries(artifacts).flatMap(([id, artifact]) => {
    if (artifact.type === 'cdk:cloud-assembly') {
      return readAssembly(join(directory, artifact.properties?.directoryName ?? id));
    }
    if (artifact.type !== 'aws:cloudformation:stack') return [];
    return [readStack(directory, id, artifact, assets)];
  });
}

function readStack(directory: string, id: string, artifact: Artifact, assets: ReadonlyMap<string, string>): Stack {
  const [account, region] = (artifact.environment ?? 'aws://unknown-account/unknown-region').slice(6).split('/');
  const file = artifact.properties?.templateFile ?? `${id}.template.json`;
  return {
    name: artifact.properties?.stackName ?? id,
    region: region === undefined || region === 'unknown-region' ? null : region,
    account: account === undefined || account === 'unknown-account' ? null : account,
    template: readJson<Template>(join(directory, file)),
    paths: readPaths(directory, artifact),
    assets,
  };
}

function readPaths(directory: string, { metadata = {}, additionalMetadataFile: more }: Artifact): Map<string, string> {
  const all = { ...metadata, ...(more === undefined ? {} : readJson<Metadata>(join(directory, more))) };
  const paths = new Map<string, string>();
  for (const [path, entries] of Object.entries(all)) {
    for (const { type, data } of entries) if (type === 'aws:cdk:logicalId') paths.set(String(data), path.slice(1));
  }
  return paths;
}

function readAssets(directory: string, artifacts: readonly Artifact[]): Map<string, string> {
  const assets = new Map<string, string>();
  for (const artifact of artifacts) {
    const file = artifact.properties?.file;
    if (artifact.type !== 'cdk:asset-manifest' || file === undefined) continue;
    for (const { source, destinations } of Object.values(readJson<AssetManifest>(join(directory, file)).files ?? {})) {
      if (source.path === undefined) continue;
      for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, join(directory, source.path));
    }
  }
  return assets;
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
