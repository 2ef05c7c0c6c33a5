import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { billOfMaterials, bundledPackages, type LockFile } from './sbom/index.ts';

/*
 * `npm run sbom`: three bills of materials in CycloneDX 1.6, written to dist/sbom: what is in the functions that are
 * deployed, what is in the page that checks certificates, and everything that the lock file installs.
 */
const read = (path: string) => JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'));
const lock: LockFile = read('package-lock.json');
const into = fileURLToPath(new URL('../dist/sbom', import.meta.url));

const contents = [
  { of: 'functions', folders: await bundledPackages('functions') },
  { of: 'page', folders: await bundledPackages('page') },
  { of: 'development', folders: Object.keys(lock.packages).filter((folder) => folder !== '') },
];
mkdirSync(into, { recursive: true });
for (const content of contents) {
  const bill = billOfMaterials(lock, read('package.json'), content);
  const file = `${into}/${content.of}.cdx.json`;
  writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`);
  process.stdout.write(`${String(bill.components.length).padStart(4)} packages  ${file}\n`);
}
