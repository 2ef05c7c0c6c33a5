import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const INVENTORY = fileURLToPath(new URL('../../../examples/five-apps/inventory.yaml', import.meta.url));

/** The inventory as people wrote it: which field is of which category. What was compiled from it is not asked. */
export interface WrittenInventory {
  readonly datasets: Readonly<Record<string, WrittenDataset>>;
}

interface WrittenDataset {
  readonly policy: string;
  readonly category?: string;
  readonly fields?: Readonly<Record<string, { readonly category?: string }>>;
}

export function readWrittenInventory(path: string): WrittenInventory {
  return parse(readFileSync(path, 'utf8')) as WrittenInventory;
}

/** What the fields of a dataset's records are; a field that names no category is of the record's own. */
export function fieldsByCategory(dataset: WrittenDataset): ReadonlyMap<string, readonly string[]> {
  const all = Object.entries(dataset.fields ?? {}).map(([name, field]) => ({
    name,
    category: field.category ?? dataset.category ?? '',
  }));
  const groups = Map.groupBy(all, ({ category }) => category);
  const found = new Map([...groups].map(([category, fields]) => [category, fields.map(({ name }) => name)] as const));
  if (dataset.category !== undefined && !found.has(dataset.category)) found.set(dataset.category, []);
  return found;
}
