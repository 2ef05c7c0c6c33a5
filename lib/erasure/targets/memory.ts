import { isDeepStrictEqual } from 'node:util';
import type { DynamoStore, PlanDataset } from '../../policy/plan.ts';
import { anonymise, isAnonymous } from '../anonymising/anonymise.ts';
import { type Fields, isErased, valueAt } from '../record.ts';
import type { Found, Scope, Target } from '../target.ts';

export interface MemoryTargetOptions {
  /** Records on one page of `find`. @default 3: small, so that paging is never the rare case */
  readonly pageSize?: number;
  /**
   * Awaited before each request to the store, which fails with what this throws. `erase` asks before each record: some
   * of them may go and others not.
   */
  readonly before?: (method: 'find' | 'erase' | 'stillPresent' | 'any', scope: Scope) => Promise<void> | void;
  /** Records that the store does not let go. */
  readonly locked?: (record: Fields) => boolean;
}

export interface MemoryTarget extends Target {
  /** Writes a whole record, as the application does. An index shows it at once, or after `catchUp` if it lags. */
  put(dataset: PlanDataset, record: Fields): void;
  /** Takes a record away, as the application does. */
  remove(dataset: PlanDataset, key: string): void;
  /** All records of a dataset, in the order of their keys. */
  records(dataset: PlanDataset): readonly Fields[];
  /** From now on indexes show nothing new. */
  lag(): void;
  /** Indexes show everything again. */
  catchUp(): void;
}

/**
 * Records as plain objects, found as DynamoDB finds them: by partition, through an index that may lag, or by locator.
 * Strict where the table is patient: throws on a record without its key, and on locators for a table that needs none.
 */
export function memoryTarget(options: MemoryTargetOptions = {}): MemoryTarget {
  const { pageSize = 3, before = () => {}, locked = () => false } = options;
  const tables = new Map<string, Map<string, Fields>>();
  let shown: Map<string, Map<string, Fields>> | null = null;

  const table = (dataset: PlanDataset, of = tables): Map<string, Fields> => {
    const { table: name } = storeOf(dataset);
    const known = of.get(name) ?? new Map<string, Fields>();
    of.set(name, known);
    return known;
  };

  /** Where the subject's records are, by what the way of finding them can know. */
  const whereabouts = (scope: Scope): string[] => {
    const { subject } = storeOf(scope.dataset);
    if (subject.by === 'locator') return [...new Set(scope.locators.map((locator) => locator.key))];
    insist(scope.locators.length === 0, 'locators were given for a dataset that finds records by itself');
    const seen = table(scope.dataset, subject.by === 'index' && shown ? shown : tables);
    return [...seen]
      .filter(([, record]) => ownerOf(record, scope.dataset) === scope.subject)
      .map(([key]) => key)
      .sort();
  };

  /** A strong read: what is there of the cluster and is theirs. */
  const read = (scope: Scope, keys: readonly string[], isTheirs: (owner: unknown) => boolean): Found[] =>
    keys.flatMap((key) => {
      const record = table(scope.dataset).get(key);
      if (!record || !isTheirs(ownerOf(record, scope.dataset)) || isErased(record, scope.cluster)) return [];
      return [{ key, fields: onlyWanted(scope, record) }];
    });

  return {
    verification: 'strong read by key',
    findLags: (dataset) => storeOf(dataset).subject.by === 'index',

    async *find(scope) {
      await before('find', scope);
      const keys = whereabouts(scope);
      for (let start = 0; start < keys.length; start += pageSize) {
        if (start > 0) await before('find', scope);
        yield read(scope, keys.slice(start, start + pageSize), (owner) => owner === scope.subject);
      }
    },

    async erase(scope, records, mayTouch = () => {}) {
      const keys = new Set<string>();
      let refused = 0;
      for (const found of records) {
        try {
          mayTouch();
          await before('erase', scope);
        } catch (failure) {
          return { keys, refused, failure };
        }
        const record = table(scope.dataset).get(found.key);
        if (!record || !isUnchanged(scope, found, record)) continue;
        if (locked(record)) refused++;
        else {
          if (scope.cluster.action === 'delete') table(scope.dataset).delete(found.key);
          else table(scope.dataset).set(found.key, anonymised(record, scope));
          keys.add(found.key);
        }
      }
      return { keys, refused, failure: null };
    },

    async stillPresent(scope, keys) {
      await before('stillPresent', scope);
      const left = read(scope, keys, (owner) => owner === undefined || owner === scope.subject);
      return new Set(left.map((found) => found.key));
    },

    async any(scope) {
      await before('any', scope);
      return whereabouts(scope).some(
        (key) => storeOf(scope.dataset).subject.by !== 'locator' || table(scope.dataset).has(key),
      );
    },

    put: (dataset, record) => void table(dataset).set(keyOf(dataset, record), structuredClone(record)),
    remove: (dataset, key) => void table(dataset).delete(key),
    records: (dataset) =>
      structuredClone([...table(dataset)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)),
    lag() {
      shown = structuredClone(tables);
    },
    catchUp() {
      shown = null;
    },
  };
}

/** A record's key in this target's writing. */
export function keyOf(dataset: PlanDataset, record: Fields): string {
  const { partitionKey, sortKey } = storeOf(dataset);
  const parts = [partitionKey, ...(sortKey === null ? [] : [sortKey])].map((name) => record[name]);
  insist(parts.every(Boolean), `a record lacks its key, ${partitionKey} ${sortKey ?? ''}`);
  return JSON.stringify(parts);
}

function onlyWanted({ dataset, cluster }: Scope, record: Fields): Fields {
  const store = storeOf(dataset);
  const roots = [...timeFields(dataset), ...Object.keys(cluster.fields), store.partitionKey, store.sortKey ?? ''];
  const wanted = new Set([...roots, subjectAttribute(store)].map((path) => path.split('.')[0]));
  return structuredClone(Object.fromEntries(Object.entries(record).filter(([name]) => wanted.has(name))));
}

/** Still theirs, and its times and the fields to be changed are what they were. */
function isUnchanged({ dataset, cluster, subject }: Scope, found: Found, record: Fields): boolean {
  if (ownerOf(record, dataset) !== subject) return false;
  const changing = Object.entries(cluster.fields).filter(
    ([path, how]) => !isAnonymous(valueAt(found.fields, path), how),
  );
  return [...timeFields(dataset), ...changing.map(([path]) => path)].every((path) =>
    isDeepStrictEqual(valueAt(found.fields, path), valueAt(record, path)),
  );
}

function anonymised(record: Fields, { cluster }: Scope): Fields {
  const copy = structuredClone(record) as Record<string, unknown>;
  for (const [path, anonymiser] of Object.entries(cluster.fields)) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    const parent = names.length === 0 ? copy : valueAt(copy, names.join('.'));
    if (parent === null || typeof parent !== 'object') continue;
    const holder = parent as Record<string, unknown>;
    const after = anonymise(holder[last], anonymiser);
    if (after === undefined) delete holder[last];
    else holder[last] = after;
  }
  return copy;
}

const timeFields = (dataset: PlanDataset): string[] => Object.values(dataset.times).map((time) => time.field);

const ownerOf = (record: Fields, dataset: PlanDataset): unknown => record[subjectAttribute(storeOf(dataset))];

function subjectAttribute(store: DynamoStore): string {
  return store.subject.by === 'partition' ? store.partitionKey : store.subject.attribute;
}

function storeOf(dataset: PlanDataset): DynamoStore {
  insist(dataset.store.kind === 'dynamodb', `${dataset.id} is no table`);
  return dataset.store;
}

function insist(holds: boolean, complaint: string): asserts holds {
  if (!holds) throw new Error(`Illegal use of the target: ${complaint}.`);
}
