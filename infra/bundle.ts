import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';
import { ExpungeError } from '../lib/errors.ts';
import { slimSdk } from './bundling/slim-sdk.ts';
import { FUNCTION_NAMES, type FunctionName } from './function-names.ts';

/** Where bundles go unless the caller says otherwise: `dist/<name>/index.mjs`. */
export const BUNDLE_FOLDER = fileURLToPath(new URL('../dist', import.meta.url));

export interface BundleOptions {
  /** @default - `functions/<name>/index.ts` of this project */
  readonly entries?: Readonly<Partial<Record<FunctionName, string>>>;
  /** @default - `dist` of this project */
  readonly into?: string;
}

export interface BundleSize {
  readonly name: FunctionName;
  readonly bytes: number;
  /** What is downloaded on a cold start, nearly: Lambda takes a zip. */
  readonly gzipped: number;
}

/**
 * Bundles every function into one ES module for Node 24: minified, nothing external. Call it once before the construct
 * is made; the compiled plan is added to each asset when the app is synthesised.
 * Throws CONFIGURATION where an entry does not exist; esbuild's own error where it does not compile.
 */
export async function bundleFunctions(options: BundleOptions = {}): Promise<readonly BundleSize[]> {
  const into = options.into ?? BUNDLE_FOLDER;
  return Promise.all(FUNCTION_NAMES.map((name) => bundleOne(name, options.entries?.[name] ?? entryOf(name), into)));
}

/** Where the code of a function begins. */
export const entryOf = (name: FunctionName): string =>
  fileURLToPath(new URL(`../functions/${name}/index.ts`, import.meta.url));

// Some dependencies are CommonJS inside and call require('node:…'), which an ES module does not have.
const REQUIRE = "import{createRequire as bundleRequire}from'node:module';const require=bundleRequire(import.meta.url);";

/** How every function is bundled. */
export const BUNDLING = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  charset: 'utf8',
  sourcemap: false,
  banner: { js: REQUIRE },
  plugins: [slimSdk],
  logLevel: 'silent',
} satisfies BuildOptions;

async function bundleOne(name: FunctionName, entry: string, into: string): Promise<BundleSize> {
  if (!existsSync(entry)) {
    throw new ExpungeError('CONFIGURATION', `function ${name} has no entry at ${entry}: nothing to bundle.`);
  }
  const outfile = `${into}/${name}/index.mjs`;
  mkdirSync(`${into}/${name}`, { recursive: true });
  await build({ ...BUNDLING, entryPoints: [entry], outfile });
  const bundle = readFileSync(outfile);
  return { name, bytes: bundle.length, gzipped: gzipSync(bundle).length };
}
