import { ExpungeError } from '../errors.ts';
import type { Plan, PlanCluster, PlanDataset, PlanRule, S3Store, TriggerKind } from './plan.ts';

/** How the functions find their way in the plan. Nothing here needs zod or yaml: a function's bundle stays small. */

const SUBJECT_SEGMENT = '{subject}/';

/** The datasets bound by a policy, in the order of their ids. Empty for a policy the plan does not know. */
export function datasetsOf(plan: Plan, policy: string): PlanDataset[] {
  return Object.values(plan.datasets).filter((dataset) => dataset.policy === policy);
}

/** Undefined for ids the plan does not know (an older plan's timer, say). */
export function clusterOf(plan: Plan, dataset: string, rule: string): PlanCluster | undefined {
  return own(plan.datasets, dataset)?.clusters.find((cluster) => cluster.rule === rule);
}

/** The rule of a dataset's policy. */
export function ruleOf(plan: Plan, dataset: string, rule: string): PlanRule | undefined {
  const policy = own(plan.datasets, dataset)?.policy;
  return policy === undefined ? undefined : own(own(plan.policies, policy)?.rules ?? {}, rule);
}

/** Every cluster a subject may have under a policy. */
export function clustersOfPolicy(plan: Plan, policy: string): { dataset: PlanDataset; cluster: PlanCluster }[] {
  return datasetsOf(plan, policy).flatMap((dataset) => dataset.clusters.map((cluster) => ({ dataset, cluster })));
}

/** What a trigger is about: the whole account, or some categories of it. */
export type Reach = 'account' | { readonly categories: readonly string[] };

/**
 * The clusters that a trigger erases. `account`: those of the rules it covers, whole records deleted instead of anonymised where the
 * trigger asks for that. Categories: in each dataset the ordinary cluster where all of it was named, else each named category alone.
 * Categories of rules that the trigger does not cover are left out.
 */
export function coveredClusters(
  plan: Plan,
  policy: string,
  trigger: TriggerKind,
  reach: Reach = 'account',
): { dataset: PlanDataset; cluster: PlanCluster }[] {
  const { covers = [], action = null } = own(plan.policies, policy)?.triggers[trigger] ?? {};
  return datasetsOf(plan, policy).flatMap((dataset) => {
    const whole = (cluster: PlanCluster) =>
      (action === 'delete' ? derived(dataset, `!${cluster.rule}`) : undefined) ?? cluster;
    const covered = dataset.clusters.filter(({ rule, only }) => only === undefined && covers.includes(rule));
    const clusters = covered.flatMap((cluster) => {
      if (reach === 'account') return [whole(cluster)];
      const named = cluster.categories.filter((category) => reach.categories.includes(category));
      if (named.length === cluster.categories.length) return [whole(cluster)];
      return named.flatMap((category) => derived(dataset, `~${category}`) ?? []);
    });
    return clusters.map((cluster) => ({ dataset, cluster }));
  });
}

/** The categories a trigger may reach: those of the clusters of the rules it covers, in order. */
export function categoriesCovered(plan: Plan, policy: string, trigger: TriggerKind): string[] {
  const ordinary = coveredClusters(plan, policy, trigger).flatMap(({ cluster }) => cluster.categories);
  return [...new Set(ordinary)].sort();
}

/** Whether a rule stands only for triggers: `~<category>` or `!<rule>`. Nothing that people write begins so. */
export function isDerived(rule: string): boolean {
  return rule.startsWith('~') || rule.startsWith('!');
}

function derived(dataset: PlanDataset, rule: string): PlanCluster | undefined {
  return dataset.clusters.find((cluster) => cluster.rule === rule);
}

/** A table belongs to one dataset at most. */
export function datasetOfTable(plan: Plan, table: string): PlanDataset | undefined {
  return Object.values(plan.datasets).find(({ store }) => store.kind === 'dynamodb' && store.table === table);
}

/**
 * Whose object this is. `key` as the store has it, not URL-encoded as in S3 events. Null for an object outside every dataset, or not
 * below a subject.
 */
export function datasetOfObject(
  plan: Plan,
  bucket: string,
  key: string,
): { dataset: PlanDataset; subject: string } | null {
  for (const dataset of Object.values(plan.datasets)) {
    const { store } = dataset;
    if (store.kind !== 's3' || store.bucket !== bucket) continue;
    const head = store.prefix.slice(0, -SUBJECT_SEGMENT.length);
    const end = key.indexOf('/', head.length);
    if (key.startsWith(head) && end > head.length) return { dataset, subject: key.slice(head.length, end) };
  }
  return null;
}

/**
 * The prefix below which everything is this subject's.
 * @throws ExpungeError MESSAGE_INVALID: an id that is empty or has a slash would name somebody else's objects.
 */
export function subjectPrefix(store: S3Store, subject: string): string {
  if (subject === '' || subject.includes('/')) {
    throw new ExpungeError(
      'MESSAGE_INVALID',
      'A subject id that is empty or has a slash in it cannot own a prefix of a bucket.',
      {
        place: `bucket ${store.bucket}`,
      },
    );
  }
  return `${store.prefix.slice(0, -SUBJECT_SEGMENT.length)}${subject}/`;
}

/** What a record has under a key. Ids such as `constructor` come from outside: never find what every object inherits. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
