import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { sightingsIn } from '../../lib/erasure/sightings.ts';
import { fieldsOf, keyOf } from '../../lib/erasure/targets/dynamodb.ts';
import { ExpungeError } from '../../lib/errors.ts';
import type { Plan } from '../../lib/policy/plan.ts';
import { datasetOfTable } from '../../lib/policy/plan-index.ts';
import type { Sighting } from '../../lib/registry/index.ts';

/** A change as a DynamoDB stream hands it over. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventSourceARN: string;
  readonly dynamodb: { readonly NewImage?: Record<string, AttributeValue>; readonly SequenceNumber: string };
}

export interface StreamEvent {
  readonly Records: readonly StreamRecord[];
}

/**
 * What the rules see in a change of a table.
 * @throws ExpungeError EVENT_UNKNOWN_DATASET: a stream of a table that no dataset names; RECORD_WITHOUT_SUBJECT.
 */
export function sightingsInChange(change: StreamRecord, plan: Plan, now: number): readonly Sighting[] {
  const image = change.dynamodb.NewImage;
  if (change.eventName === 'REMOVE' || !image) return [];
  // arn:<partition>:dynamodb:<region>:<account>:table/<name>/stream/<label>
  const table = change.eventSourceARN.split('/')[1] ?? '';
  const dataset = datasetOfTable(plan, table);
  if (!dataset) {
    throw new ExpungeError(
      'EVENT_UNKNOWN_DATASET',
      'This stream belongs to a table that no dataset of the inventory names.',
    );
  }
  const record = { dataset, fields: fieldsOf(image), key: keyOf(dataset, image), event: change.eventID };
  const sightings = sightingsIn(record, plan, now);
  if (sightings) return sightings;
  throw new ExpungeError(
    'RECORD_WITHOUT_SUBJECT',
    'A record holds personal data and no subject id. It is never found by subject; correct the record or the inventory.',
    { place: dataset.id },
  );
}
