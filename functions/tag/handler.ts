import { ExpungeError } from '../../lib/errors.ts';
import type { Plan } from '../../lib/policy/plan.ts';
import {
  type Arming,
  arm,
  type Parking,
  park,
  parseEvent,
  type Referencer,
  type Sighting,
} from '../../lib/registry/index.ts';
import { type BatchAnswer, eachMessage, type QueueEvent } from '../wiring/each-message.ts';
import { type StreamEvent, type StreamRecord, sightingsInChange } from './stream.ts';
import { sightingsTold } from './told.ts';

export interface TagDeps extends Omit<Arming, 'referencer'> {
  readonly plan: Plan;
  readonly references: () => Promise<Referencer>;
  readonly parking: Parking;
  readonly fault: (error: unknown) => void;
}

/** Tags what was stored: from table streams, and from events about objects and other stores. */
export function createHandler(deps: TagDeps) {
  return async (event: StreamEvent | QueueEvent): Promise<BatchAnswer> => {
    if (isStream(event)) return tagChanges(event, deps);
    const tagOne = async (body: string) => {
      const now = deps.clock.now();
      await armed(sightingsTold(parseEvent(body, now), deps.plan, now), deps);
    };
    return eachMessage(event, (message) => tagOne(message.body), deps);
  };
}

/** The whole batch at once: many changes of a cluster are one timer. A change that cannot be tagged is told, not lost: it is in its table. */
async function tagChanges(event: StreamEvent, deps: TagDeps): Promise<BatchAnswer> {
  const sightings = [];
  for (const change of event.Records) {
    const parkIt = (fault: ExpungeError) =>
      park({ source: 'stream', id: change.eventID, body: whereabouts(change), fault }, deps.parking);
    try {
      const seen = sightingsInChange(change, deps.plan, deps.clock.now());
      sightings.push(...seen.sightings);
      if (seen.unattributed.length > 0) deps.meter.count('Unattributed', seen.unattributed.length);
      for (const dataset of seen.unattributed) await parkIt(withoutSubject(dataset));
    } catch (fault) {
      if (!(fault instanceof ExpungeError) || fault.remedy !== 'park') throw fault;
      await parkIt(fault);
    }
  }
  const undated = sightings.filter((sighting) => sighting.undated && sighting.kind === 'stored');
  if (undated.length > 0) {
    deps.meter.count('Undated', undated.length);
    for (const place of new Set(undated.map((one) => one.dataset))) deps.fault(undatedIn(place));
  }
  await armed(sightings, deps);
  return { batchItemFailures: [] };
}

async function armed(sightings: readonly Sighting[], deps: TagDeps): Promise<void> {
  await arm(sightings, { ...deps, referencer: await deps.references() });
}

/** Enough to find the change in its stream; the record itself stays in its table. */
function whereabouts(change: StreamRecord): string {
  return JSON.stringify({ stream: change.eventSourceARN, sequenceNumber: change.dynamodb.SequenceNumber });
}

function withoutSubject(dataset: string): ExpungeError {
  const message =
    'A record holds personal data and no subject id. It is never found by subject; correct the record or the inventory.';
  return new ExpungeError('RECORD_WITHOUT_SUBJECT', message, { place: dataset });
}

function undatedIn(dataset: string): ExpungeError {
  const message =
    'A record does not say when it was collected, or says something impossible. It is tagged as undated and never erased by age: correct its time field.';
  return new ExpungeError('RECORD_UNDATED', message, { place: dataset });
}

function isStream(event: StreamEvent | QueueEvent): event is StreamEvent {
  const [first] = event.Records;
  return first !== undefined && 'dynamodb' in first;
}
