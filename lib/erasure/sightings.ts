import type { Plan, PlanDataset } from '../policy/plan.ts';
import { coverableIn } from '../registry/coverage.ts';
import type { Sighting } from '../registry/sighting.ts';
import { type Fields, isErased, type RecordTimes, timesOf, valueAt } from './record.ts';
import { whenErased } from './when-erased.ts';

const NOBODY: ReadonlySet<string> = new Set();

/** A record was stored or changed. */
export interface StoredRecord {
  readonly dataset: PlanDataset;
  readonly fields: Fields;
  /** The record's key in its target's writing. */
  readonly key: string;
  /** Names the event that told us. */
  readonly event: string;
}

/**
 * What the rules see in a record: one sighting for each cluster that has something to erase in it. Null when it should
 * have a subject and has none; a record that was anonymised has none, and nothing to erase either.
 */
export function sightingsIn(record: StoredRecord, plan: Plan, now: number): readonly Sighting[] | null {
  const { dataset, fields } = record;
  const open = dataset.clusters.filter((cluster) => !isErased(fields, cluster));
  // A derived cluster takes nothing that no ordinary one has; to delete a record that is anonymous already is nobody's.
  if (open.every((cluster) => cluster.only !== undefined)) return [];
  const subject = valueAt(fields, subjectField(dataset));
  if (typeof subject !== 'string' || subject === '') return null;
  const zone = plan.policies[dataset.policy]?.zone ?? 'utc';
  const rules = new Set(open.map((cluster) => cluster.rule));
  return sightingsOf({ ...record, subject, times: timesOf(fields, dataset, zone, now), rules }, plan);
}

/** What is known of a record without reading it: from `PersonalDataStored`, or from a bucket's event. */
export interface ToldRecord {
  readonly dataset: PlanDataset;
  readonly subject: string;
  readonly times: RecordTimes;
  readonly key: string;
  readonly event: string;
  /** The rules that have something to erase in it; all of the dataset's where nobody said. */
  readonly rules?: ReadonlySet<string>;
}

export function sightingsOf(record: ToldRecord, plan: Plan): readonly Sighting[] {
  const { dataset, times } = record;
  const policy = plan.policies[dataset.policy];
  if (!policy) return [];
  const isLocated = dataset.store.kind === 'dynamodb' && dataset.store.subject.by === 'locator';
  return dataset.clusters.flatMap((cluster) => {
    const rule = policy.rules[cluster.rule];
    if (!rule || record.rules?.has(cluster.rule) === false) return [];
    // As if nobody had consented to anything: a timer may come too soon, and the worker then knows better.
    const when = whenErased(times, { policy, rule, covered: false, consents: NOBODY });
    return [
      {
        subject: record.subject,
        policy: policy.id,
        policyVersion: policy.version,
        dataset: dataset.id,
        ...coverableIn(dataset, cluster),
        derived: cluster.only !== undefined,
        action: cluster.action,
        window: rule.window,
        latest: when.kind === 'at' && !times.undated ? when.latest : null,
        undated: times.undated,
        key: isLocated ? record.key : null,
        event: record.event,
      },
    ];
  });
}

function subjectField({ store }: PlanDataset): string {
  if (store.kind === 's3') return 'subject';
  return store.subject.by === 'partition' ? store.partitionKey : store.subject.attribute;
}
