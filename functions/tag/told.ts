import { sightingsOf, type ToldRecord } from '../../lib/erasure/sightings.ts';
import { ExpungeError } from '../../lib/errors.ts';
import type { Plan } from '../../lib/policy/plan.ts';
import { datasetOfObject } from '../../lib/policy/plan-index.ts';
import type { IncomingEvent, Sighting } from '../../lib/registry/index.ts';

/** Nothing this product looks after is older or lies further ahead. */
const DAY = 24 * 3600 * 1000;

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
      return { ...owner, times: { at: { collected: event.at }, undated: false }, key: '', event: event.id };
    }
    case 'PersonalDataStored': {
      const dataset = Object.hasOwn(plan.datasets, event.dataset) ? plan.datasets[event.dataset] : undefined;
      if (!dataset) throw new ExpungeError('EVENT_UNKNOWN_DATASET', 'The inventory has no dataset of that id.');
      if (event.key === null && dataset.store.kind === 'dynamodb' && dataset.store.subject.by === 'locator') {
        throw new ExpungeError(
          'EVENT_INCOMPLETE',
          'This dataset is found by its records only: the event needs `key`.',
          {
            place: dataset.id,
          },
        );
      }
      const { collected } = event.times;
      const undated = collected === undefined || collected > now + 2 * DAY;
      const { subject, times, id } = event;
      return { dataset, subject, times: { at: times, undated }, key: event.key ?? '', event: id };
    }
    default:
      throw new ExpungeError('EVENT_UNKNOWN_TYPE', 'This queue takes events about stored data only.');
  }
}
