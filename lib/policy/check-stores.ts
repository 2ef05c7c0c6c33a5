import type { DynamoStore, Plan, PlanDataset } from './plan.ts';
import { type Problem, sortProblems } from './problem.ts';
import { type ReadInventory, readInventory } from './read-inventory.ts';
import type { Path, SourceFile } from './source.ts';

/** What the stores are really like: read from an account, or from a synthesised template. */
export interface StoreCatalogue {
  readonly tables: readonly {
    readonly name: string;
    readonly partitionKey: string;
    readonly sortKey: string | null;
    readonly indexes: readonly { readonly name: string; readonly partitionKey: string }[];
    /** Whether a stream with new images is on. */
    readonly streams: boolean;
  }[];
  readonly buckets: readonly { readonly name: string; readonly versioned: boolean }[];
}

type Table = StoreCatalogue['tables'][number];
type Refuse = (code: 'STORE_MISMATCH' | 'INVENTORY_COVERAGE', path: Path, message: string, remedy: string) => void;

/**
 * Compares the plan with the stores, both ways: every dataset's table or bucket exists and is keyed as the inventory says, and every
 * store of the catalogue has a dataset or stands under `notPersonal`. The inventory gives the problems their places and the
 * list of stores without personal data; without it every store that no dataset names is reported.
 */
export function checkStores(plan: Plan, catalogue: StoreCatalogue, inventory: SourceFile | null = null): Problem[] {
  const read = inventory === null ? null : readInventory(inventory);
  const problems: Problem[] = [];
  const refuse: Refuse = (code, path, message, remedy) => {
    const place =
      read === null
        ? { file: 'inventory', line: 0, column: 0 }
        : { file: read.source.file.path, ...read.source.at(path) };
    problems.push({ code, ...place, message, remedy, severity: 'error' });
  };
  for (const dataset of Object.values(plan.datasets)) {
    if (dataset.store.kind === 'dynamodb') checkTable(dataset, dataset.store, catalogue, refuse);
    else checkBucket(dataset, dataset.store.bucket, catalogue, refuse);
  }
  refuseUnknownStores(plan, catalogue, read, refuse);
  return sortProblems(problems);
}

function checkTable(dataset: PlanDataset, store: DynamoStore, catalogue: StoreCatalogue, refuse: Refuse): void {
  const path = ['datasets', dataset.id, 'store', 'dynamodb'];
  const table = catalogue.tables.find(({ name }) => name === store.table);
  if (table === undefined) {
    const known = catalogue.tables.map(({ name }) => `\`${name}\``).join(', ');
    refuse(
      'STORE_MISMATCH',
      [...path, 'table'],
      `dataset \`${dataset.id}\`: there is no table \`${store.table}\``,
      known === '' ? 'create the table, or correct its name' : `write the name of a table that exists: ${known}`,
    );
    return;
  }
  if (table.partitionKey !== store.partitionKey) {
    refuse(
      'STORE_MISMATCH',
      [...path, 'partitionKey'],
      `dataset \`${dataset.id}\`: the partition key of table \`${table.name}\` is \`${table.partitionKey}\`, not \`${store.partitionKey}\``,
      `write \`partitionKey: ${table.partitionKey}\``,
    );
  }
  if (table.sortKey !== store.sortKey) {
    refuse(
      'STORE_MISMATCH',
      [...path, 'sortKey'],
      table.sortKey === null
        ? `dataset \`${dataset.id}\`: table \`${table.name}\` has no sort key`
        : `dataset \`${dataset.id}\`: the sort key of table \`${table.name}\` is \`${table.sortKey}\``,
      table.sortKey === null ? 'take `sortKey` out' : `write \`sortKey: ${table.sortKey}\``,
    );
  }
  checkIndexes(dataset, store, table, refuse);
  if (!table.streams) {
    refuse(
      'STORE_MISMATCH',
      [...path, 'table'],
      `dataset \`${dataset.id}\`: table \`${table.name}\` has no stream of new images, so nothing would tag its records`,
      'turn its stream on with NEW_IMAGE or NEW_AND_OLD_IMAGES',
    );
  }
}

function checkIndexes(dataset: PlanDataset, { subject }: DynamoStore, table: Table, refuse: Refuse): void {
  const path = ['datasets', dataset.id, 'store', 'dynamodb', 'subject'];
  if (subject.by === 'index') {
    const index = table.indexes.find(({ name }) => name === subject.index);
    if (index === undefined) {
      refuse(
        'STORE_MISMATCH',
        [...path, 'index'],
        `dataset \`${dataset.id}\`: table \`${table.name}\` has no index \`${subject.index}\``,
        'create the index, correct its name, or write `{ locator: <attribute> }`',
      );
    } else if (index.partitionKey !== subject.attribute) {
      refuse(
        'STORE_MISMATCH',
        [...path, 'attribute'],
        `dataset \`${dataset.id}\`: index \`${index.name}\` is keyed by \`${index.partitionKey}\`, not \`${subject.attribute}\``,
        `write \`attribute: ${index.partitionKey}\`, if that is the subject id`,
      );
    }
  }
  for (const { rule, fields } of dataset.clusters) {
    for (const { name, partitionKey } of table.indexes) {
      if (fields[partitionKey]?.how !== 'null') continue;
      refuse(
        'STORE_MISMATCH',
        ['datasets', dataset.id, 'fields', partitionKey, 'anonymise'],
        `dataset \`${dataset.id}\`: rule \`${rule}\` would set \`${partitionKey}\` to null, but it keys index \`${name}\`, and a key cannot be null`,
        'write `remove`: the record then leaves the index',
      );
    }
  }
}

function checkBucket(dataset: PlanDataset, bucket: string, catalogue: StoreCatalogue, refuse: Refuse): void {
  if (catalogue.buckets.some(({ name }) => name === bucket)) return;
  const known = catalogue.buckets.map(({ name }) => `\`${name}\``).join(', ');
  refuse(
    'STORE_MISMATCH',
    ['datasets', dataset.id, 'store', 's3', 'bucket'],
    `dataset \`${dataset.id}\`: there is no bucket \`${bucket}\``,
    known === '' ? 'create the bucket, or correct its name' : `write the name of a bucket that exists: ${known}`,
  );
}

function refuseUnknownStores(plan: Plan, catalogue: StoreCatalogue, read: ReadInventory | null, refuse: Refuse): void {
  const stores = Object.values(plan.datasets).map(({ store }) => store);
  const free = read?.file?.notPersonal ?? [];
  const knownTables = new Set([
    ...stores.flatMap((store) => (store.kind === 'dynamodb' ? [store.table] : [])),
    ...free.flatMap((entry) => ('table' in entry ? [entry.table] : [])),
  ]);
  const knownBuckets = new Set([
    ...stores.flatMap((store) => (store.kind === 's3' ? [store.bucket] : [])),
    ...free.flatMap((entry) => ('bucket' in entry ? [entry.bucket] : [])),
  ]);
  const remedy = (word: string, name: string) =>
    `describe it under \`datasets\`, or write \`{ ${word}: ${name}, reason: … }\` under \`notPersonal\``;
  for (const { name } of catalogue.tables) {
    if (!knownTables.has(name))
      refuse('INVENTORY_COVERAGE', ['datasets'], `table \`${name}\` has no dataset`, remedy('table', name));
  }
  for (const { name } of catalogue.buckets) {
    if (!knownBuckets.has(name))
      refuse('INVENTORY_COVERAGE', ['datasets'], `bucket \`${name}\` has no dataset`, remedy('bucket', name));
  }
}
