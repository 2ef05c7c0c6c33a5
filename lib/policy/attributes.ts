import type { DatasetText } from './inventory-schema.ts';
import { storeOf, timesOf } from './read-inventory.ts';

/**
 * Every attribute that the inventory knows of a dataset, by path, in order: keys, the subject, times, personal fields, and
 * those it says are not personal. None for objects, which have no attributes.
 */
export function attributesOf(dataset: DatasetText): string[] {
  const store = storeOf(dataset);
  if (store.kind === 's3') return [];
  const known = [
    store.partitionKey,
    ...(store.sortKey === null ? [] : [store.sortKey]),
    ...(store.subject.by === 'partition' ? [] : [store.subject.attribute]),
    ...Object.values(timesOf(dataset)).map(({ field }) => field),
    ...Object.keys(dataset.fields ?? {}),
    ...(dataset.notPersonal ?? []),
  ];
  return [...new Set(known)].sort();
}
