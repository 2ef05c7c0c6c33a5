import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { keyOf } from '../../lib/erasure/targets/dynamodb.ts';
import { ExpungeError } from '../../lib/errors.ts';
import type { PlanDataset } from '../../lib/policy/plan.ts';
import type { RecordKey } from '../../lib/registry/index.ts';

/**
 * A record's key as the target of its table writes it, whatever the order in which the sender wrote it.
 * @throws ExpungeError EVENT_INCOMPLETE: a key attribute is missing.
 */
export function recordKey(dataset: PlanDataset, key: RecordKey | null): string {
  if (dataset.store.kind !== 'dynamodb') throw new ExpungeError('CONFIGURATION', 'This dataset is no table.');
  const { partitionKey, sortKey } = dataset.store;
  const missing = [partitionKey, sortKey].filter((name) => name !== null && key?.[name] === undefined);
  if (key && missing.length === 0) return keyOf(dataset, key as unknown as Record<string, AttributeValue>);
  const message = `A record of this dataset is named by its key: the event needs \`key\` with ${missing.join(' and ')}.`;
  throw new ExpungeError('EVENT_INCOMPLETE', message, { place: dataset.id });
}
