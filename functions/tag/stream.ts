import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { departuresIn, sightingsIn } from '../../lib/erasure/sightings.ts';
import { fieldsOf, keyOf } from '../../lib/erasure/targets/dynamodb.ts';
import { ExpungeError } from '../../lib/errors.ts';
import type { Plan } from '../../lib/policy/plan.ts';
import { datasetsOfTable } from '../../lib/policy/plan-index.ts';
import type { Sighting } from '../../lib/registry/index.ts';

/** A change as a DynamoDB stream hands it over. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventSourceARN: string;
  readonly dynamodb: {
    readonly NewImage?: Record<string, AttributeValue>;
    readonly OldImage?: Record<string, AttributeValue>;
    readonly SequenceNumber: string;
  };
}

export interface StreamEvent {
  readonly Records: readonly StreamRecord[];
}

/** What a change of a table shows. */
export interface Seen {
  readonly sightings: readonly Sighting[];
  /** Datasets for which the record holds personal data and no subject id: it is never found by subject. */
  readonly unattributed: readonly string[];
}

/**
 * What the rules see in a change of a table, for everybody whose data its records hold.
 * @throws ExpungeError EVENT_UNKNOWN_DATASET: a stream of a table that no dataset names.
 */
export function sightingsInChange(change: StreamRecord, plan: Plan, now: number): Seen {
  // arn:<partition>:dynamodb:<region>:<account>:table/<name>/stream/<label>
  const table = change.eventSourceARN.split('/')[1] ?? '';
  const datasets = datasetsOfTable(plan, table);
  const { NewImage, OldImage } = change.dynamodb;
  const image = change.eventName === 'REMOVE' ? undefined : NewImage;
  if (datasets.length === 0 && image) {
    throw new ExpungeError(
      'EVENT_UNKNOWN_DATASET',
      'This stream belongs to a table that no dataset of the inventory names.',
    );
  }
  const sightings: Sighting[] = [];
  const unattributed: string[] = [];
  for (const dataset of datasets) {
    const recordOf = (raw: Record<string, AttributeValue>) => {
      return { dataset, fields: fieldsOf(raw), key: keyOf(dataset, raw), event: change.eventID };
    };
    const found = image ? sightingsIn(recordOf(image), plan, now) : [];
    if (found) sightings.push(...found);
    else unattributed.push(dataset.id);
    if (dataset.of !== undefined && OldImage) {
      sightings.push(...departuresIn(recordOf(OldImage), image ? fieldsOf(image) : null, plan, now));
    }
  }
  return { sightings, unattributed };
}
