import type { IConstruct } from 'constructs';
import { checkStores, formatProblem, type SourceFile, type StoreCatalogue } from '../lib/policy/index.ts';
import type { Plan, PlanDataset } from '../lib/policy/plan.ts';
import { catalogueOf } from './catalogue.ts';
import type { BucketLike, TableLike } from './store-types.ts';

export interface StoreCheck {
  readonly plan: Plan;
  readonly tables: Readonly<Record<string, TableLike>>;
  readonly buckets: Readonly<Record<string, BucketLike>>;
  readonly inventory: SourceFile | null;
}

/**
 * Compares the plan with the stores of the same app when that app is synthesised, in both directions. Where the app
 * defines none of them it is deployed beside an application that it cannot see, and nothing is compared.
 */
export function checkStoresAtSynth(scope: IConstruct, check: StoreCheck): void {
  scope.node.addValidation({
    validate: () => {
      const catalogue = catalogueOf(scope.node.root);
      const comparable = withoutImported(check.plan, catalogue, check);
      if (comparable === null) return [];
      const problems = checkStores(comparable, catalogue, check.inventory);
      return problems
        .filter(({ severity }) => severity === 'error')
        .map((problem) => formatProblem(problem, check.inventory?.text));
    },
  });
}

/** The plan without the datasets whose store was imported from elsewhere; null where no store is defined here. */
function withoutImported(plan: Plan, catalogue: StoreCatalogue, given: StoreCheck): Plan | null {
  const here = new Set([...catalogue.tables, ...catalogue.buckets].map(({ name }) => name));
  const nameOf = ({ store }: PlanDataset) => (store.kind === 'dynamodb' ? store.table : store.bucket);
  const handedOver = ({ store }: PlanDataset) =>
    store.kind === 'dynamodb' ? store.table in given.tables : store.bucket in given.buckets;
  const all = Object.entries(plan.datasets);
  if (!all.some(([, dataset]) => here.has(nameOf(dataset)))) return null;
  const kept = all.filter(([, dataset]) => here.has(nameOf(dataset)) || !handedOver(dataset));
  return { ...plan, datasets: Object.fromEntries(kept) };
}
