import type { Action, Plan, PlanCluster, PlanDataset, PlanPolicy, PlanRule } from '../policy/plan.ts';
import { letsGo } from '../registry/coverage.ts';
import type { FulfilledRecord } from '../registry/model.ts';

/** Where a cluster lies in the plan. */
export interface Place {
  readonly policy: PlanPolicy;
  readonly rule: PlanRule;
  readonly dataset: PlanDataset;
  readonly cluster: PlanCluster;
}

/** Null where the plan does not know the cluster, or not under this action: the plan has changed since the timer was set. */
export function placeOf(plan: Plan, name: { dataset: string; rule: string }, action: Action): Place | null {
  const dataset = plan.datasets[name.dataset];
  const policy = dataset && plan.policies[dataset.policy];
  const rule = policy?.rules[name.rule];
  const cluster = dataset?.clusters.find((one) => one.rule === name.rule && one.action === action);
  return policy && rule && cluster ? { policy, rule, dataset, cluster } : null;
}

/** Records whose purpose is fulfilled and that this cluster is to let go, by their names. */
export function fulfilledIn(records: readonly FulfilledRecord[], place: Place): ReadonlyMap<string, FulfilledRecord> {
  const { dataset, cluster } = place;
  const ours = records.filter((one) => letsGo(one, { dataset: dataset.id, rule: cluster.rule }));
  return new Map(ours.map((one) => [one.key, one]));
}

/** Whether only the registry's tags know where the subject's records are. */
export function isLocated({ dataset }: Pick<Place, 'dataset'>): boolean {
  return dataset.store.kind === 'dynamodb' && dataset.store.subject.by === 'locator';
}

/** The ordinary clusters of a dataset that a derived one takes something from: `!<rule>` takes whole records. */
export function takenFrom({ dataset, cluster }: Pick<Place, 'dataset' | 'cluster'>): readonly PlanCluster[] {
  const ordinary = dataset.clusters.filter((one) => one.only === undefined);
  if (cluster.action === 'delete') return ordinary;
  return ordinary.filter(({ categories }) => categories.some((category) => cluster.categories.includes(category)));
}
