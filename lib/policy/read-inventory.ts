import { safeParse } from '../safe-parse.ts';
import { explain } from './explain.ts';
import { type DatasetText, type InventoryFile, inventorySchema } from './inventory-schema.ts';
import type { DynamoStore, PlanCopy, PlanDataset, S3Store, StartingPoint, TimeField } from './plan.ts';
import { PITR } from './plan-index.ts';
import { createReport, type Report } from './report.ts';
import { readSource, type Source, type SourceFile } from './source.ts';

/** An inventory that has been read. What concerns the policies is looked at later. */
export interface ReadInventory {
  readonly source: Source;
  readonly report: Report;
  /** Null where the file is not of the inventory's form at all. */
  readonly file: InventoryFile | null;
}

/** Where a bucket prefix carries the subject id. */
export const SUBJECT_SEGMENT = '{subject}/';

/** Reads the inventory: its form, and that no store is claimed twice. */
export function readInventory(file: SourceFile): ReadInventory {
  const source = readSource(file, 'INVENTORY_INVALID');
  const report = createReport(source);
  if (source.problems.length > 0) return { source, report: { ...report, problems: source.problems }, file: null };
  const parsed = safeParse(inventorySchema, source.data);
  if (!parsed.success) {
    const problems = explain(inventorySchema, source, parsed.error.issues, 'INVENTORY_INVALID');
    return { source, report: { ...report, problems }, file: null };
  }
  for (const [id, dataset] of Object.entries(parsed.data.datasets)) checkForm(id, dataset, report);
  refuseSharedStores(parsed.data, report);
  return { source, report, file: parsed.data };
}

export function storeOf({ store }: DatasetText): DynamoStore | S3Store {
  if ('s3' in store) return { kind: 's3', ...store.s3 };
  const { table, partitionKey, sortKey, subject } = store.dynamodb;
  return {
    kind: 'dynamodb',
    table,
    partitionKey,
    sortKey: sortKey ?? null,
    subject:
      subject === 'partition key'
        ? { by: 'partition' }
        : 'index' in subject
          ? { by: 'index', index: subject.index, attribute: subject.attribute }
          : { by: 'locator', attribute: subject.locator },
  };
}

export function timesOf(dataset: DatasetText): PlanDataset['times'] {
  if ('s3' in dataset.store) return { collected: { field: 'LastModified', as: 'iso' } };
  const times: Partial<Record<StartingPoint, TimeField>> = {};
  for (const [point, field] of Object.entries(dataset.times ?? {})) {
    if (field === undefined) continue;
    times[point as StartingPoint] = typeof field === 'string' ? { field, as: 'iso' } : field;
  }
  // A dataset without `collected` has been reported; the plan is never made of it.
  return times as PlanDataset['times'];
}

/** Every declared copy, with how many days it outlives an erasure. */
export function copiesOf({ copies }: DatasetText): PlanCopy[] {
  if (copies === undefined || copies === 'none') return [];
  const { pitrDays = 0, backups = [] } = copies;
  return [...(pitrDays > 0 ? [{ name: PITR, days: pitrDays }] : []), ...backups];
}

/** Days until the last declared copy of an erased record is gone; 0 where none is declared. */
export function copiesGoneAfterDays(dataset: DatasetText): number {
  return Math.max(0, ...copiesOf(dataset).map(({ days }) => days));
}

function checkForm(id: string, dataset: DatasetText, report: Report): void {
  const path = ['datasets', id];
  const store = storeOf(dataset);
  if (store.kind === 's3') {
    const head = store.prefix.slice(0, -SUBJECT_SEGMENT.length);
    if (
      !store.prefix.endsWith(SUBJECT_SEGMENT) ||
      head.includes('{') ||
      !(head === '' || head.endsWith('/')) ||
      head.startsWith('/')
    ) {
      report.error('INVENTORY_INVALID', [...path, 'store', 's3', 'prefix'], {
        message: `prefix \`${store.prefix}\` does not say where the subject id stands`,
        remedy:
          'end it with `{subject}/` after a slash: `wechat/{subject}/`; everything under it is then that subject’s',
      });
    }
    for (const key of ['times', 'fields'] as const) {
      if (dataset[key] === undefined) continue;
      report.error('INVENTORY_INVALID', [...path, key], {
        part: 'key',
        message: `dataset \`${id}\` lies in a bucket, where objects have no \`${key}\``,
        remedy:
          key === 'times'
            ? 'take it out: S3 knows when an object was stored'
            : 'take it out: an object goes as a whole',
      });
    }
  } else if (dataset.times?.collected === undefined) {
    report.error('INVENTORY_INVALID', dataset.times === undefined ? path : [...path, 'times'], {
      part: 'key',
      message: `dataset \`${id}\` does not say which attribute holds the time of collection`,
      remedy: 'add `times: { collected: created_at }`',
    });
  }
  if (dataset.copies === undefined) {
    report.error('INVENTORY_INVALID', path, {
      part: 'key',
      message: `dataset \`${id}\` does not say which copies of its records exist`,
      remedy:
        'add `copies: { pitrDays: 35, backups: [{ name: nightly, days: 30 }] }` or whatever holds, or `copies: none`; certificates state it',
    });
  }
  const names = copiesOf(dataset).map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    report.error('INVENTORY_INVALID', [...path, 'copies', 'backups'], {
      message: `two copies of dataset \`${id}\` are called \`${twice}\``,
      remedy: `give each backup a name of its own (\`${PITR}\` is point-in-time recovery); a refresh is proven by name`,
    });
  }
}

function refuseSharedStores(inventory: InventoryFile, report: Report): void {
  const owners = new Map<string, string>();
  const prefixes: { id: string; bucket: string; head: string }[] = [];
  for (const [id, dataset] of Object.entries(inventory.datasets)) {
    const store = storeOf(dataset);
    if (store.kind === 'dynamodb') {
      if (dataset.of !== undefined) continue;
      const owner = owners.get(`table ${store.table}`);
      owners.set(`table ${store.table}`, id);
      if (owner !== undefined) {
        report.error('INVENTORY_INVALID', ['datasets', id, 'store', 'dynamodb', 'table'], {
          message: `table \`${store.table}\` belongs to two datasets, \`${owner}\` and \`${id}\``,
          remedy:
            'describe a table once, with fields of other categories under `fields`; fields of another person go into a dataset with `of`',
        });
      }
    } else {
      const head = store.prefix.slice(0, -SUBJECT_SEGMENT.length);
      const other = prefixes.find(
        (p) => p.bucket === store.bucket && (p.head.startsWith(head) || head.startsWith(p.head)),
      );
      prefixes.push({ id, bucket: store.bucket, head });
      owners.set(`bucket ${store.bucket}`, id);
      if (other !== undefined) {
        report.error('INVENTORY_INVALID', ['datasets', id, 'store', 's3', 'prefix'], {
          message: `this prefix overlaps that of dataset \`${other.id}\`: an object would belong to both`,
          remedy: 'give each dataset a prefix that does not begin with another one’s',
        });
      }
    }
  }
  inventory.notPersonal?.forEach((entry, index) => {
    const [word, name] = 'table' in entry ? ['table', entry.table] : ['bucket', entry.bucket];
    const owner = owners.get(`${word} ${name}`);
    if (owner === undefined) return;
    report.error('INVENTORY_INVALID', ['notPersonal', index], {
      message: `${word} \`${name}\` cannot be free of personal data: dataset \`${owner}\` lies there`,
      remedy: 'take it out of `notPersonal`, or the dataset out of the inventory',
    });
  });
}
