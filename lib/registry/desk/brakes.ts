import { effectOf } from '../../policy/effect.ts';
import type { Plan } from '../../policy/plan.ts';
import { clusterOf, own } from '../../policy/plan-index.ts';
import { type BrakeRegistry, brakeState } from '../brakes.ts';
import { clusterName, parseClusterName } from '../keys.ts';

/** Which of these clusters (`<dataset>#<rule>`) a brake keeps from being erased, and why. */
export async function brakesOn(
  clusters: readonly string[],
  { plan, registry }: { readonly plan: Plan; readonly registry: Pick<BrakeRegistry, 'brakes'> },
): Promise<readonly string[]> {
  if (clusters.length === 0) return [];
  const names = clusters.map(parseClusterName);
  const brakes = new Map((await registry.brakes(names)).map((brake) => [clusterName(brake), brake]));
  return names.flatMap((name) => {
    const dataset = own(plan.datasets, name.dataset);
    const cluster = clusterOf(plan, name.dataset, name.rule);
    if (dataset === undefined || cluster === undefined) return [];
    const state = brakeState(brakes.get(clusterName(name)) ?? null, effectOf(plan, dataset, cluster));
    if (state === 'running') return [];
    return [`brake ${clusterName(name)}: ${state === 'paused' ? 'paused' : 'not approved'}`];
  });
}
