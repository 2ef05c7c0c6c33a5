import { ExpungeError } from '../errors.ts';
import type { Anonymiser, Plan, PlanCluster, PlanDataset, PlanRule, S3Store, TriggerKind } from './plan.ts';

/** How the functions find their way in the plan. Nothing here needs zod or yaml: a function's bundle stays small. */

const SUBJECT_SEGMENT = '{subject}/';

/** Anonymisers after which something of the value is still there. */
export const KEEPS_PART: ReadonlySet<Anonymiser['how']> = new Set(['year', 'region', 'redact']);

/** What point-in-time recovery is called among the copies. It passes by itself, and nobody can refresh it. */
export const PITR = 'pitr';

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

/** Every cluster a subject may have under a policy; those derived for triggers are not among them. */
export function clustersOfPolicy(plan: Plan, policy: string): { dataset: PlanDataset; cluster: PlanCluster }[] {
  return datasetsOf(plan, policy).flatMap((dataset) =>
    dataset.clusters.filter(({ only }) => only === undefined).map((cluster) => ({ dataset, cluster })),
  );
}

/** What a trigger is about: the whole account, or some categories of it. */
export type Reach =
  | 'account'
  | {
      readonly categories: readonly string[];
      /** What has been withdrawn before and still is: with it a record may be complete. */
      readonly besides?: Readonly<Record<string, { readonly action?: 'delete' }>>;
    };

/**
 * The clusters that a trigger erases. `account`: those of the rules it covers, whole records deleted instead of anonymised where the
 * trigger asks for that. Categories: in each dataset the ordinary cluster where everything it would take was named, now or before, and
 * nothing of it would stay with the person, else each named category alone. Categories of rules that the trigger does not cover are left
 * out.
 */
export function coveredClusters(
  plan: Plan,
  policy: string,
  trigger: TriggerKind,
  reach: Reach = 'account',
): { dataset: PlanDataset; cluster: PlanCluster }[] {
  const { covers = [], action = null } = own(plan.policies, policy)?.triggers[trigger] ?? {};
  const whole = (dataset: PlanDataset, cluster: PlanCluster, deletes: boolean) =>
    (deletes ? derived(dataset, `!${cluster.rule}`) : undefined) ?? cluster;
  if (reach === 'account') {
    return ordinaryCovered(plan, policy, trigger).map(({ dataset, cluster }) => {
      return { dataset, cluster: whole(dataset, cluster, action === 'delete') };
    });
  }
  const { categories, besides = {} } = reach;
  const known = categoriesCovered(plan, policy, trigger);
  const named = (category: string) => known.includes(category) && categories.includes(category);
  return clustersOfPolicy(plan, policy).flatMap(({ dataset, cluster }) => {
    const touched = categoriesTouched(dataset, cluster);
    const complete = touched.some(named) && touched.every((category) => named(category) || own(besides, category));
    if (complete && !leavesPart(dataset, cluster)) {
      const deletes = action === 'delete' || touched.some((category) => own(besides, category)?.action === 'delete');
      return [{ dataset, cluster: whole(dataset, cluster, deletes) }];
    }
    if (!covers.includes(cluster.rule)) return [];
    const alone = cluster.categories.filter(named).flatMap((category) => derived(dataset, `~${category}`) ?? []);
    return alone.map((one) => ({ dataset, cluster: one }));
  });
}

/** The categories a trigger may reach: those of the clusters of the rules it covers, in order. */
export function categoriesCovered(plan: Plan, policy: string, trigger: TriggerKind): string[] {
  return [...new Set(ordinaryCovered(plan, policy, trigger).flatMap(({ cluster }) => cluster.categories))].sort();
}

/**
 * Every category whose data go when a cluster is carried out: its own, and where it takes whole records those of all their fields.
 * An ordinary cluster may stand for a withdrawal only if each of them was withdrawn.
 */
export function categoriesTouched(
  dataset: Pick<PlanDataset, 'store' | 'clusters'>,
  cluster: PlanCluster,
): readonly string[] {
  if (!takesRecord(dataset, cluster)) return cluster.categories;
  return [...new Set(dataset.clusters.flatMap(({ categories }) => categories))].sort();
}

/**
 * Whether something of the fields stays in a record that still names the person, a province or a year: enough for a rule that says so,
 * and too much for somebody who took a consent back.
 */
export function leavesPart(dataset: Pick<PlanDataset, 'store'>, cluster: PlanCluster): boolean {
  return !takesRecord(dataset, cluster) && Object.values(cluster.fields).some(({ how }) => KEEPS_PART.has(how));
}

/** A record is anonymised with the attribute that holds the subject id; a rule of a field never touches that. */
function takesRecord({ store }: Pick<PlanDataset, 'store'>, { action, fields }: PlanCluster): boolean {
  if (action === 'delete') return true;
  return (
    store.kind === 'dynamodb' && store.subject.by !== 'partition' && Object.hasOwn(fields, store.subject.attribute)
  );
}

/** Whether a rule stands only for triggers: `~<category>` or `!<rule>`. Nothing that people write begins so. */
export function isDerived(rule: string): boolean {
  return rule.startsWith('~') || rule.startsWith('!');
}

function ordinaryCovered(plan: Plan, policy: string, trigger: TriggerKind) {
  const covers = own(plan.policies, policy)?.triggers[trigger]?.covers ?? [];
  return clustersOfPolicy(plan, policy).filter(({ cluster }) => covers.includes(cluster.rule));
}

function derived(dataset: PlanDataset, rule: string): PlanCluster | undefined {
  return dataset.clusters.find((cluster) => cluster.rule === rule);
}

/** The dataset that governs a table's records, then those with fields of other people in them. */
export function datasetsOfTable(plan: Plan, table: string): PlanDataset[] {
  const found = Object.values(plan.datasets).filter(({ store }) => store.kind === 'dynamodb' && store.table === table);
  return found.sort((a, b) => Number(a.of !== undefined) - Number(b.of !== undefined));
}

/** Those that have fields of other people in the records of this dataset. */
export function othersIn(plan: Plan, dataset: PlanDataset): PlanDataset[] {
  return Object.values(plan.datasets).filter(({ of }) => of === dataset.id);
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
    const subject = ownerOf(store, key);
    if (subject !== null) return { dataset, subject };
  }
  return null;
}

/** Whose object this is, by its key; null: it does not lie below a subject. */
export function ownerOf(store: S3Store, key: string): string | null {
  const head = prefixHead(store);
  const end = key.indexOf('/', head.length);
  return key.startsWith(head) && end > head.length ? key.slice(head.length, end) : null;
}

/** The fixed beginning of a prefix: `wechat/{subject}/` → `wechat/`. */
export function prefixHead({ prefix }: Pick<S3Store, 'prefix'>): string {
  return prefix.slice(0, -SUBJECT_SEGMENT.length);
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
