import type { Plan, PlanRule } from '../../../lib/policy/plan.ts';
import { isDerived } from '../../../lib/policy/plan-index.ts';
import type { Player } from './cast.ts';
import { fieldsByCategory, type WrittenInventory } from './inventory.ts';

/** What a player's trigger is about. */
export type About =
  | { readonly kind: 'everything' }
  | { readonly kind: 'categories'; readonly categories: readonly string[] }
  /** The id of one record in the ledger. */
  | { readonly kind: 'record'; readonly dataset: string; readonly key: Readonly<Record<string, { S: string }>> };

/** What narrows the event that tells of it. */
export interface Told {
  readonly about: About;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The narrowest the play asks for, of what the player really has stored. Null: nothing of the player fits. */
export function tellOf(player: Player, plan: Plan, inventory: WrittenInventory): Told | null {
  const { policy, trigger, scope } = player.play;
  const known = plan.policies[policy];
  const covers = known?.triggers[trigger]?.covers ?? [];
  switch (scope) {
    case 'account':
      return { about: covered(player, plan), detail: {} };
    case 'category': {
      const [category] = storedCategories(player, plan, inventory, covers);
      return category === undefined ? null : ofCategories([category], { categories: [category] });
    }
    case 'permission': {
      const stored = storedCategories(player, plan, inventory, covers);
      const found = Object.entries(known?.permissions ?? {}).find(([, of]) => of.some((one) => stored.includes(one)));
      return found === undefined ? null : ofCategories(found[1], { permission: found[0] });
    }
    case 'plugin': {
      const stored = storedCategories(player, plan, inventory, covers);
      const found = Object.entries(known?.plugins ?? {}).find(([, of]) => of.some((one) => stored.includes(one)));
      return found === undefined ? null : ofCategories(found[1], { plugin: found[0] });
    }
    case 'record':
      return oneRecord(player, plan, covers);
    case 'all subjects':
      return { about: { kind: 'everything' }, detail: {} };
  }
}

const ofCategories = (categories: readonly string[], detail: Told['detail']): Told => ({
  about: { kind: 'categories', categories },
  detail,
});

/** A trigger about the account may still leave rules out. */
function covered({ play }: Player, plan: Plan): About {
  const policy = plan.policies[play.policy];
  const covers = new Set(policy?.triggers[play.trigger]?.covers);
  const all = Object.keys(policy?.rules ?? {}).filter((rule) => !isDerived(rule));
  if (all.every((rule) => covers.has(rule))) return { kind: 'everything' };
  return { kind: 'categories', categories: [...categoriesOf(play.policy, covers, plan)] };
}

/**
 * Categories of the covered rules that stand in the player's records: first those that only a trigger ends, then those that no
 * floor keeps; of those the ones that are one field among others.
 */
function storedCategories(
  { play, items }: Player,
  plan: Plan,
  inventory: WrittenInventory,
  covers: readonly string[],
): readonly string[] {
  const allowed = categoriesOf(play.policy, new Set(covers), plan);
  const counts = new Map<string, number>();
  for (const { dataset, item } of items) {
    const written = inventory.datasets[dataset];
    if (written === undefined) continue;
    for (const [category, fields] of fieldsByCategory(written)) {
      if (!allowed.has(category) || !fields.some((name) => item[name] !== undefined && item[name] !== null)) continue;
      counts.set(category, (counts.get(category) ?? 0) + (category === written.category ? 0.5 : 1));
    }
  }
  const kept = categoriesUnder(play.policy, plan, ({ floor }) => floor !== null);
  const lasting = categoriesUnder(play.policy, plan, ({ floor, period }) => floor === null && period === null);
  const rank = ([category, count]: readonly [string, number]) =>
    (kept.has(category) ? 0 : lasting.has(category) ? 2000 : 1000) + count;
  return [...counts].sort((a, b) => rank(b) - rank(a) || (a[0] < b[0] ? -1 : 1)).map(([category]) => category);
}

function categoriesUnder(policy: string, plan: Plan, which: (rule: PlanRule) => boolean): ReadonlySet<string> {
  const written = Object.values(plan.policies[policy]?.rules ?? {}).filter(({ id }) => !isDerived(id));
  const rules = written.filter(which);
  return categoriesOf(policy, new Set(rules.map(({ id }) => id)), plan);
}

function categoriesOf(policy: string, rules: ReadonlySet<string>, plan: Plan): ReadonlySet<string> {
  const datasets = Object.values(plan.datasets).filter((dataset) => dataset.policy === policy);
  return new Set(
    datasets.flatMap(({ clusters }) =>
      clusters.filter(({ rule }) => rules.has(rule)).flatMap(({ categories }) => categories),
    ),
  );
}

function oneRecord({ items }: Player, plan: Plan, covers: readonly string[]): Told | null {
  for (const { dataset: id, item } of items) {
    const dataset = plan.datasets[id];
    if (dataset?.store.kind !== 'dynamodb') continue;
    // The rule of the whole record: a rule of some fields leaves the record standing either way.
    const governs = dataset.clusters.some(({ rule, only }) => only === undefined && covers.includes(rule));
    if (!governs) continue;
    const { partitionKey, sortKey } = dataset.store;
    const names = [partitionKey, ...(sortKey === null ? [] : [sortKey])];
    const key = Object.fromEntries(names.map((name) => [name, { S: String(item[name]) }]));
    return { about: { kind: 'record', dataset: id, key }, detail: { dataset: id, key } };
  }
  return null;
}
