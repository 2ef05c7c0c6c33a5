import type { PlanCluster, PlanDataset, TriggerKind } from '../policy/plan.ts';
import { categoriesTouched } from '../policy/plan-index.ts';
import type { FulfilledRecord, Subject, Withdrawal } from './model.ts';

/** The case that covers a cluster: its effective period is the floor, and all of it is promised by the deadline. */
export interface Coverage {
  readonly case: string;
  readonly trigger: TriggerKind;
  readonly deadline: number;
}

/** What is asked of a cluster to tell whether a case covers it. */
export interface Coverable {
  readonly rule: string;
  /** Every category whose data go with it. */
  readonly categories: readonly string[];
  /** The dataset can delete the records that this rule only anonymises: there is a `!<rule>`. */
  readonly deletable: boolean;
}

/** Begins the name of a derived cluster that deletes the records which the rule behind it anonymises. */
const DELETING = '!';

export function coverableIn(dataset: Pick<PlanDataset, 'store' | 'clusters'>, cluster: PlanCluster): Coverable {
  const { rule } = cluster;
  const deletable = dataset.clusters.some((one) => one.rule === DELETING + rule);
  // What takes a whole record takes the fields of all other rules with it: each of their categories has to be withdrawn too.
  return { rule, categories: categoriesTouched(dataset, cluster), deletable };
}

/**
 * What covers all of a cluster: the closure of the account, else the withdrawal of everything in it. Of several withdrawals
 * the latest is the case, and the earliest deadline counts. `!<rule>` is covered only by what demands deletion.
 */
export function coverageOf(subject: Pick<Subject, 'closure' | 'withdrawn'>, cluster: Coverable): Coverage | null {
  const found = demandOn(subject, cluster);
  if (found === null) return null;
  if (cluster.rule.startsWith(DELETING)) return found.deletes ? found.coverage : null;
  return found.deletes && cluster.deletable ? null : found.coverage;
}

/**
 * Covered by what demands deletion, and `!<rule>` sees to that: this cluster keeps its hands off the records, for whoever
 * anonymised them would hide them from it.
 */
export function isReplaced(subject: Pick<Subject, 'closure' | 'withdrawn'>, cluster: Coverable): boolean {
  return cluster.deletable && (demandOn(subject, cluster)?.deletes ?? false);
}

/** Whether the purpose of a record of this cluster's being fulfilled lets the cluster go of it. */
export function letsGo(fulfilled: FulfilledRecord, { dataset, rule }: { dataset: string; rule: string }): boolean {
  return fulfilled.dataset === dataset && fulfilled.covers.includes(rule);
}

function demandOn(
  { closure, withdrawn = {} }: Pick<Subject, 'closure' | 'withdrawn'>,
  { rule, categories }: Coverable,
): { coverage: Coverage; deletes: boolean } | null {
  const written = rule.startsWith(DELETING) ? rule.slice(DELETING.length) : rule;
  if (closure?.covers.includes(written)) return { coverage: coverageBy(closure), deletes: closure.action === 'delete' };
  const withdrawals = categories.flatMap((category) =>
    Object.hasOwn(withdrawn, category) ? [withdrawn[category] as Withdrawal] : [],
  );
  if (withdrawals.length === 0 || withdrawals.length < categories.length) return null;
  const latest = withdrawals.reduce((a, b) => (b.at > a.at || (b.at === a.at && b.case > a.case) ? b : a));
  const deadline = Math.min(...withdrawals.map((one) => one.deadline));
  const deletes = withdrawals.some((one) => one.action === 'delete');
  return { coverage: { ...coverageBy(latest), deadline }, deletes };
}

function coverageBy({ case: id, trigger, deadline }: Coverage): Coverage {
  return { case: id, trigger, deadline };
}
