import { describe, expect, it } from 'vitest';
import type { PlanDataset, PlanTrigger, ScopeKind, TriggerKind } from '../../lib/policy/plan.ts';
import { categoriesCovered, datasetsOf } from '../../lib/policy/plan-index.ts';
import type { CaseRequest } from '../../lib/registry/index.ts';
import { fiveAppsPlan } from '../examples/five-apps-plan.ts';
import { createCaseBench } from './case-bench.ts';

type Named = Partial<CaseRequest>;

const plan = fiveAppsPlan();

const everything = Object.values(plan.policies).flatMap(({ id, triggers }) =>
  (Object.entries(triggers) as [TriggerKind, PlanTrigger][]).flatMap(([trigger, { scopes }]) =>
    scopes.map((scope) => [id, trigger, scope] as const),
  ),
);

/** As little as the scope allows. */
function about(policyId: string, trigger: TriggerKind, scope: ScopeKind): Named {
  const policy = plan.policies[policyId];
  if (scope === 'category') return { categories: categoriesCovered(plan, policyId, trigger).slice(0, 1) };
  if (scope === 'permission') return { permission: Object.keys(policy?.permissions ?? {})[0] };
  if (scope === 'plugin') return { plugin: Object.keys(policy?.plugins ?? {})[0] };
  return scope === 'record' ? recordOf(policyId, policy?.triggers[trigger]?.covers ?? []) : {};
}

function recordOf(policyId: string, covers: readonly string[]): Named {
  const isCovered = ({ clusters }: PlanDataset) => clusters.some(({ rule }) => covers.includes(rule));
  const dataset = datasetsOf(plan, policyId).find(isCovered);
  if (dataset?.store.kind !== 'dynamodb') return { dataset: dataset?.id, object: 'photo.jpg' };
  const { partitionKey, sortKey } = dataset.store;
  const names = sortKey === null ? [partitionKey] : [partitionKey, sortKey];
  return { dataset: dataset.id, key: Object.fromEntries(names.map((name) => [name, { S: `a ${name}` }])) };
}

describe('the five policies', () => {
  it.each(everything)('%s opens a case for %s about its %s [R-05, R-06]', async (policy, trigger, scope) => {
    const bench = createCaseBench({ plan });
    const { gates, deadlineFrom } = plan.policies[policy]?.triggers[trigger] ?? { gates: [], deadlineFrom: 'receipt' };
    const preconditions = Object.fromEntries(gates.map(({ id }) => [id, 'ticket 1']));
    const opened = await bench.open({ type: trigger, policy, preconditions, ...about(policy, trigger, scope) });
    expect(opened.state).toBe('open');
    expect(opened.outstanding).not.toEqual([]);
    expect(await bench.timers()).toEqual([...opened.outstanding].sort());
    expect(opened.scope.kind).toBe(
      { record: 'record', account: 'account', 'all subjects': 'account' }[scope as 'record'] ?? 'categories',
    );
    if (gates.length === 0 || scope === 'record') return;

    const waiting = createCaseBench({ plan });
    const first = await waiting.open({ type: trigger, policy, ...about(policy, trigger, scope) });
    expect(first).toMatchObject({
      state: 'waiting',
      outstanding: [],
      provisional: deadlineFrom === 'preconditions met',
    });
    expect(await waiting.timers()).toEqual([]);
    const begun = await waiting.prove(first.id, preconditions);
    expect(begun).toMatchObject({
      state: 'open',
      deadline: opened.deadline,
      outstanding: [...opened.outstanding].sort(),
    });
  });
});
