import type { Plan, PlanCluster, PlanDataset } from '../policy/plan.ts';
import { othersIn, own } from '../policy/plan-index.ts';
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
  const others = new Set(
    othersIn(plan, dataset).flatMap((other) => other.clusters.flatMap((one) => Object.keys(one.fields))),
  );
  const open = dataset.clusters.filter((cluster) => !isErased(fields, withoutFields(cluster, others)));
  // A derived cluster takes nothing that no ordinary one has; to delete a record that is anonymous already is nobody's.
  if (open.every((cluster) => cluster.only !== undefined)) return [];
  const subject = valueAt(fields, subjectField(dataset));
  if (typeof subject !== 'string' || subject === '') return null;
  const zone = plan.policies[dataset.policy]?.zone ?? 'utc';
  const rules = new Set(open.map((cluster) => cluster.rule));
  return sightingsOf({ ...record, subject, times: timesOf(fields, dataset, zone, now), rules }, plan);
}

/** A cluster that takes another person's fields along is not open because of them: that person's dataset sees them. */
function withoutFields(cluster: PlanCluster, others: ReadonlySet<string>): PlanCluster {
  if (others.size === 0) return cluster;
  const fields = Object.entries(cluster.fields).filter(([name]) => !others.has(name));
  return { ...cluster, fields: Object.fromEntries(fields) };
}

/**
 * Those whose data were in the record before and are not any more, because somebody took it away, or its owner's data and
 * theirs with it: only the datasets that have another person's fields tell, for nobody else would look there again.
 * @param after null: the record is gone.
 */
export function departuresIn(before: StoredRecord, after: Fields | null, plan: Plan, now: number): readonly Sighting[] {
  const { dataset } = before;
  const owner = dataset.of === undefined ? undefined : own(plan.datasets, dataset.of);
  const subject = valueAt(before.fields, subjectField(dataset));
  if (owner === undefined || typeof subject !== 'string' || subject === '') return [];
  const isIn = (fields: Fields, of: PlanDataset) => valueAt(fields, subjectField(of)) !== undefined;
  // Their own request, or their own time: the worker that saw to it knows.
  if (after !== null && (isIn(after, dataset) || isIn(after, owner) || !isIn(before.fields, owner))) return [];
  const zone = plan.policies[dataset.policy]?.zone ?? 'utc';
  const rules = new Set(dataset.clusters.flatMap(({ rule, only }) => (only === undefined ? [rule] : [])));
  return sightingsOf(
    { ...before, subject, times: timesOf(before.fields, dataset, zone, now), rules, gone: true },
    plan,
  );
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
  /** Nothing of it is left. */
  readonly gone?: true;
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
    const when = whenErased(times, { policy, rule, covered: false, consents: NOBODY, closedAt: null });
    return [
      {
        subject: record.subject,
        policy: policy.id,
        policyVersion: policy.version,
        dataset: dataset.id,
        ...coverableIn(dataset, cluster),
        kind: record.gone ? 'gone' : cluster.only === undefined ? 'stored' : 'derived',
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
