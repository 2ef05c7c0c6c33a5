import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { BUNDLING, entryOf } from '../bundle.ts';
import { FUNCTION_NAMES } from '../function-names.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The page that checks certificates is handed to people too. In it, this file stands for `node:crypto`. */
const PAGE = ['page/page.ts', 'browser-sha256.ts'].map((path) => `${ROOT}lib/evidence/verifier/${path}`);

/** Where code of a package ends up. */
export type Product = 'functions' | 'page';

/**
 * The packages of which a product has code in it, by folder, in order: what esbuild says went into the output, which is
 * less than what it read.
 */
export async function bundledPackages(product: Product): Promise<readonly string[]> {
  const entryPoints = product === 'functions' ? FUNCTION_NAMES.map(entryOf) : PAGE;
  const { metafile } = await build({ ...BUNDLING, entryPoints, outdir: ROOT, write: false, metafile: true });
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const files = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
  return [...new Set(files.map(folderOf).filter((folder) => folder !== null))].sort();
}

function folderOf(file: string): string | null {
  const inside = /node_modules\/.*/.exec(file.replaceAll('\\', '/'))?.[0] ?? '';
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(inside)?.[0] ?? null;
}
