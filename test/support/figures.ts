import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Leaves what a run came to for `docs/reliability.md`, where somebody collects it: `RELIABILITY_FIGURES` names the folder. */
export function tellFigures(name: string, figures: object): void {
  const folder = process.env.RELIABILITY_FIGURES;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(figures, null, 2)}\n`);
}
