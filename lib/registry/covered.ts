import type { Plan, PlanCluster, PlanDataset, TriggerKind } from '../policy/plan.ts';
import { categoriesCovered, coveredClusters } from '../policy/plan-index.ts';
import type { CaseScope, Subject } from './model.ts';

/** Triggers that end the whole relation with a subject, and not only what may be kept of it. */
const CLOSURES: ReadonlySet<TriggerKind> = new Set([
  'AccountClosed',
  'MiniProgramRecordCancelled',
  'PlatformAccountCancelled',
  'GuardianRequest',
  'ServiceShutDown',
]);

/**
 * How a case comes to what it erases. `closure`: every covered rule falls to its floor, for good. `withdrawal`: nothing of
 * these categories may be kept or collected until a later consent. `fulfilment`: one record goes.
 */
export type Mechanism = 'closure' | 'withdrawal' | 'fulfilment';

export function mechanismOf(trigger: TriggerKind, { kind }: CaseScope): Mechanism {
  if (kind === 'record') return 'fulfilment';
  return kind === 'account' && CLOSURES.has(trigger) ? 'closure' : 'withdrawal';
}

export interface CoveredCluster {
  readonly dataset: PlanDataset;
  readonly cluster: PlanCluster;
}

/**
 * The clusters that a case erases, under the plan as it is.
 * @param before what the subject has withdrawn already: a record may be complete with it.
 */
export function clustersOf(
  plan: Plan,
  policy: string,
  trigger: TriggerKind,
  scope: CaseScope,
  before: Subject['withdrawn'] = {},
): CoveredCluster[] {
  switch (mechanismOf(trigger, scope)) {
    case 'closure':
      return coveredClusters(plan, policy, trigger);
    case 'withdrawal':
      // Also where it is about the whole account: a record that has something else in it stays without what was withdrawn.
      return coveredClusters(plan, policy, trigger, {
        categories: withdrawnCategories(plan, policy, trigger, scope),
        besides: before,
      });
    case 'fulfilment':
      return coveredClusters(plan, policy, trigger).filter(
        ({ dataset }) => scope.kind === 'record' && dataset.id === scope.dataset,
      );
  }
}

/** The categories that a withdrawal is about. */
export function withdrawnCategories(plan: Plan, policy: string, trigger: TriggerKind, scope: CaseScope): string[] {
  return scope.kind === 'categories' ? [...scope.categories] : categoriesCovered(plan, policy, trigger);
}
