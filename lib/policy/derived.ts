import type { Work } from './dataset-rules.ts';
import type { Anonymiser, PlanCluster, PlanDataset, PlanRule, TriggerKind } from './plan.ts';
import { categoriesTouched, KEEPS_PART, leavesPart } from './plan-index.ts';
import type { ReadPolicy } from './read-policy.ts';
import { isWithdrawal } from './trigger-schema.ts';

/**
 * Clusters and rules that nobody writes: what a trigger needs where the written rules would take too much, or too little. They come
 * after the written ones, and no timer of age is ever made for them.
 */

/** A field of a dataset, as far as it is known whose it is. */
interface OwnedField {
  readonly name: string;
  readonly category: string;
  readonly anonymise: Anonymiser | null;
}

/**
 * `~<category>` for each category that can be withdrawn and shares its records with others: its fields alone, so that nothing of them
 * stays. `!<rule>` where whole records are anonymised, but some trigger demands that they be deleted.
 */
export function derivedClusters(
  work: Work,
  ordinary: readonly PlanCluster[],
  record: string,
  fields: readonly OwnedField[],
): PlanCluster[] {
  const dataset = { store: work.store, clusters: ordinary };
  const alone = ordinary.flatMap((cluster) => {
    if (categoriesTouched(dataset, cluster).length < 2 && !leavesPart(dataset, cluster)) return [];
    const triggers = coveringTriggers(work.policy, cluster.rule).filter(isWithdrawal);
    if (triggers.length === 0) return [];
    const deleting = triggers.some((kind) => work.policy.triggers[kind]?.action === 'delete');
    return cluster.categories.flatMap((category) => categoryAlone(work, category, fields, deleting));
  });
  const whole = ordinary.filter(({ rule, action }) => {
    if (rule !== record || action !== 'anonymise') return false;
    return coveringTriggers(work.policy, rule).some((kind) => work.policy.triggers[kind]?.action === 'delete');
  });
  return [
    ...whole.map(({ rule, categories }): PlanCluster => {
      return { rule: `!${rule}`, action: 'delete', categories, fields: {}, only: 'on trigger' };
    }),
    ...alone.sort((a, b) => (a.rule < b.rule ? -1 : 1)),
  ];
}

/** The rules of the derived clusters of one policy: floor, window and zone of the rule they come from, and the clause of a trigger. */
export function derivedRules(policy: ReadPolicy, datasets: Iterable<PlanDataset>): [string, PlanRule][] {
  const derived = new Set<string>();
  for (const dataset of datasets) {
    if (dataset.policy !== policy.file?.policy) continue;
    for (const { rule, only } of dataset.clusters) if (only !== undefined) derived.add(rule);
  }
  return [...derived].sort().flatMap((id): [string, PlanRule][] => {
    const alone = id.startsWith('~');
    const owner = policy.rules.get(alone ? (policy.ruleOf.get(id.slice(1)) ?? '') : id.slice(1));
    if (owner === undefined) return [];
    const kind = coveringTriggers(policy, owner.id).find((one) =>
      alone ? isWithdrawal(one) : policy.triggers[one]?.action === 'delete',
    );
    const clause = (kind === undefined ? undefined : policy.triggers[kind]?.clause) ?? owner.clause;
    const { start, window, floor, law } = owner;
    return [
      [
        id,
        {
          id,
          clause,
          start,
          period: null,
          window,
          floor: floor === null || law === null ? null : { period: floor.span.canonical, start: floor.start, law },
        },
      ],
    ];
  });
}

/** What finds and dates a record stays as long as the record: it is not among the fields. */
function categoryAlone(work: Work, category: string, fields: readonly OwnedField[], deleting: boolean): PlanCluster[] {
  const { id, store, times, report } = work;
  if (store.kind === 's3') return [];
  const needed = [
    store.partitionKey,
    store.sortKey,
    store.subject.by === 'partition' ? null : store.subject.attribute,
    ...Object.values(times).map(({ field }) => field),
  ];
  const own = fields.filter((field) => field.category === category && !needed.includes(field.name));
  if (own.length === 0) {
    report.error('INVENTORY_INVALID', ['datasets', id, 'category'], {
      clause: work.policy.file?.categories[category]?.clause.at,
      message: `category \`${category}\` can be withdrawn, but dataset \`${id}\` does not say which of its fields hold it, and other categories share the record`,
      remedy: `list under \`fields\` what belongs to \`${category}\`, apart from keys and times, or keep it in a dataset of its own`,
    });
    return [];
  }
  const how = ({ anonymise }: OwnedField): Anonymiser =>
    anonymise === null || deleting || KEEPS_PART.has(anonymise.how) ? { how: 'remove' } : anonymise;
  const changed = own.map((field) => [field.name, how(field)] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    {
      rule: `~${category}`,
      action: 'anonymise',
      categories: [category],
      fields: Object.fromEntries(changed),
      only: 'on trigger',
    },
  ];
}

function coveringTriggers(policy: ReadPolicy, rule: string): TriggerKind[] {
  const kinds = Object.keys(policy.triggers) as TriggerKind[];
  return kinds.filter((kind) => policy.triggers[kind]?.covers.includes(rule));
}
