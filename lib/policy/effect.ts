import { createHash } from 'node:crypto';
import type { Plan, PlanCluster, PlanDataset, PlanPolicy, PlanRule, TriggerKind } from './plan.ts';
import { categoriesTouched, isDerived, own } from './plan-index.ts';

/**
 * Digest of everything that decides which records of a rule in a dataset go, when, and what is taken from them. While it
 * is the same, nothing goes that did not go before; a change of it waits until somebody approves. Wording, clauses, laws,
 * copies, recipients, deadlines and the number of the policy's version are no part of it.
 * @param cluster one of the dataset's, derived ones among them.
 * @returns 22 characters, base64url.
 */
export function effectOf(plan: Plan, dataset: PlanDataset, cluster: PlanCluster): string {
  const policy = own(plan.policies, dataset.policy);
  const { id, store, times, of } = dataset;
  const { rule, action, fields, categories, only } = cluster;
  const parts = {
    format: 'expunge-effect/1',
    policy: dataset.policy,
    zone: policy?.zone,
    ...rulePart(policy, own(policy?.rules ?? {}, rule)),
    ...reachPart(policy, dataset, cluster),
    dataset: { id, store, times, of },
    // What else goes with whole records decides for which withdrawals they go.
    cluster: { rule, action, fields, categories, only, touched: categoriesTouched(dataset, cluster) },
    deletable: dataset.clusters.some((one) => one.rule === `!${rule}`),
  };
  return createHash('sha256')
    .update(JSON.stringify(ordered(parts)))
    .digest('base64url')
    .slice(0, LENGTH);
}

const LENGTH = 22;

function rulePart(policy: PlanPolicy | undefined, rule: PlanRule | undefined) {
  if (rule === undefined) return { rule: null };
  const { start, period, window, floor, earlier = [] } = rule;
  return {
    rule: { start, period, window, floor: floor && { start: floor.start, period: floor.period }, earlier },
    // Consent to this very version is what lifts earlier promises: with them, another version lets other records go.
    version: earlier.length > 0 ? policy?.version : undefined,
  };
}

/** The triggers that may reach the cluster, and by which words of a platform or a device it is reached. */
function reachPart(policy: PlanPolicy | undefined, dataset: PlanDataset, cluster: PlanCluster) {
  const rules = writtenRules(dataset, cluster);
  const triggers = Object.entries(policy?.triggers ?? {}).flatMap(([kind, trigger]) =>
    trigger.covers.some((rule) => rules.includes(rule))
      ? [[kind as TriggerKind, trigger.scopes, trigger.action, trigger.gates.map(({ id }) => id)] as const]
      : [],
  );
  const named = (words: Readonly<Record<string, readonly string[]>> | undefined) =>
    Object.entries(words ?? {}).filter(([, ofWord]) => ofWord.some((one) => cluster.categories.includes(one)));
  return {
    triggers: [...triggers].sort(([a], [b]) => (a < b ? -1 : 1)),
    words: [policy?.permissions, policy?.plugins, policy?.revokeCodes].map((words) => Object.fromEntries(named(words))),
  };
}

/** The rules that people wrote behind a cluster: triggers name those. */
function writtenRules({ clusters }: PlanDataset, { rule, categories }: PlanCluster): readonly string[] {
  if (!isDerived(rule)) return [rule];
  if (rule.startsWith('!')) return [rule.slice(1)];
  const shared = clusters.filter((one) => one.only === undefined && one.categories.some((c) => categories.includes(c)));
  return shared.map((one) => one.rule);
}

/** The same in whatever order the keys of objects stand. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, ordered(part)]));
}
