import type { PlanDataset } from '../../policy/plan.ts';
import type { Target, Targets } from '../target.ts';

/** The target of each dataset by the kind of its store. A function is given only the kinds its role may touch. */
export function targetsByKind(byKind: Readonly<Partial<Record<PlanDataset['store']['kind'], Target>>>): Targets {
  return (dataset) => {
    const target = byKind[dataset.store.kind];
    if (!target) throw new Error(`No target for stores of kind ${dataset.store.kind}`);
    return target;
  };
}
