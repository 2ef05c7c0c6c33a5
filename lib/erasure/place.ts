import type { Action, Plan, PlanCluster, PlanDataset, PlanPolicy, PlanRule } from '../policy/plan.ts';
import type { Closure } from '../registry/model.ts';
import type { Coverage } from './erase-cluster.ts';

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

/** What a closed account means for a rule. */
export function coverageOf(closure: Closure | undefined, rule: string): Coverage | null {
  return closure?.covers.includes(rule) ? { case: closure.case, deadline: closure.deadline } : null;
}
