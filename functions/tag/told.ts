import { timesTold } from '../../lib/erasure/record.ts';
import { sightingsOf, type ToldRecord } from '../../lib/erasure/sightings.ts';
import { ExpungeError } from '../../lib/errors.ts';
import type { Plan, PlanDataset } from '../../lib/policy/plan.ts';
import { datasetOfObject } from '../../lib/policy/plan-index.ts';
import type { IncomingEvent, Sighting } from '../../lib/registry/index.ts';
import { recordKey } from '../wiring/record-key.ts';

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

/** Needed only where the registry's tags are what finds a record. */
function toldKey(key: Extract<IncomingEvent, { type: 'PersonalDataStored' }>['key'], dataset: PlanDataset): string {
  const { store } = dataset;
  return store.kind === 'dynamodb' && store.subject.by === 'locator' ? recordKey(dataset, key) : '';
}
