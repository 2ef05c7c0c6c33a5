import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { timesTold } from '../../lib/erasure/record.ts';
import { sightingsOf, type ToldRecord } from '../../lib/erasure/sightings.ts';
import { keyOf } from '../../lib/erasure/targets/dynamodb.ts';
import { ExpungeError } from '../../lib/errors.ts';
import type { Plan, PlanDataset } from '../../lib/policy/plan.ts';
import { datasetOfObject } from '../../lib/policy/plan-index.ts';
import type { IncomingEvent, Sighting } from '../../lib/registry/index.ts';

/**
 * What the rules see in data we were told of.
 * @throws ExpungeError EVENT_UNKNOWN_DATASET, EVENT_UNKNOWN_TYPE, EVENT_INCOMPLETE.
 */
export function sightingsTold(event: IncomingEvent, plan: Plan, now: number): readonly Sighting[] {
  return sightingsOf(recordOf(event, plan, now), plan);
}

function recordOf(event: IncomingEvent, plan: Plan, now: number): ToldRecord {
  switch (event.type) {
    case 'ObjectCreated': {
      const owner = datasetOfObject(plan, event.bucket, event.key);
      if (!owner) {
        throw new ExpungeError('EVENT_UNKNOWN_DATASET', 'An object was stored under no prefix that a dataset names.', {
          place: event.bucket,
        });
      }
      return { ...owner, times: timesTold({ collected: event.at }, now), key: '', event: event.id };
    }
    case 'PersonalDataStored': {
      const dataset = Object.hasOwn(plan.datasets, event.dataset) ? plan.datasets[event.dataset] : undefined;
      if (!dataset) throw new ExpungeError('EVENT_UNKNOWN_DATASET', 'The inventory has no dataset of that id.');
      const { subject, times, id } = event;
      return { dataset, subject, times: timesTold(times, now), key: toldKey(event.key, dataset), event: id };
    }
    default:
      throw new ExpungeError('EVENT_UNKNOWN_TYPE', 'This queue takes events about stored data only.');
  }
}

/** The record's key as the target writes it, whatever the order the sender wrote it in. */
function toldKey(key: Extract<IncomingEvent, { type: 'PersonalDataStored' }>['key'], dataset: PlanDataset): string {
  if (dataset.store.kind !== 'dynamodb' || dataset.store.subject.by !== 'locator') return '';
  const { partitionKey, sortKey } = dataset.store;
  const missing = [partitionKey, sortKey].filter((name) => name !== null && key?.[name] === undefined);
  if (key && missing.length === 0) return keyOf(dataset, key as unknown as Record<string, AttributeValue>);
  const message = `This dataset is found by its records only: the event needs \`key\` with ${missing.join(' and ')}.`;
  throw new ExpungeError('EVENT_INCOMPLETE', message, { place: dataset.id });
}
