import { describe, expect, it } from 'vitest';
import { compile, effectOf, type Plan } from '../../lib/policy/index.ts';
import { edit, files, INVENTORY, POLICY } from './sample.ts';

/** What each rule does in each dataset. */
function effects(policy = POLICY, inventory = INVENTORY, change: (plan: Plan) => Plan = (plan) => plan) {
  const { plan, problems } = compile(files(policy, inventory));
  if (plan === null) throw new Error(JSON.stringify(problems));
  const changed = change(plan);
  return new Map(
    Object.values(changed.datasets).flatMap((dataset) =>
      dataset.clusters.map(
        (cluster) => [`${dataset.id}#${cluster.rule}`, effectOf(changed, dataset, cluster)] as const,
      ),
    ),
  );
}

const BEFORE = effects();
const changedBy = (after: ReadonlyMap<string, string>) =>
  [...BEFORE.keys()].filter((name) => after.get(name) !== BEFORE.get(name)).sort();
const ALL = [...BEFORE.keys()].sort();

describe('what a rule does in a dataset', () => {
  it('has a name of its own, the same each time', () => {
    expect(effects()).toEqual(BEFORE);
    expect(new Set(BEFORE.values()).size).toBe(BEFORE.size);
    for (const effect of BEFORE.values()) expect(effect).toMatch(/^[\w-]{22}$/);
  });

  it('is the same whatever order the plan is written in', () => {
    const turned = effects(POLICY, INVENTORY, (plan) => turn(plan) as Plan);
    expect(turned).toEqual(BEFORE);
  });

  it('is the same under another version, with other words, other copies, recipients and deadlines', () => {
    const after = effects(POLICY, INVENTORY, (plan) => ({
      ...plan,
      recipients: {},
      policies: map(plan.policies, (policy) => ({
        ...policy,
        ...{ version: '2030-01-01', digest: 'another', controller: 'Another' },
        rules: map(policy.rules, (rule) => ({ ...rule, clause: 'another' })),
        triggers: map(policy.triggers as never, (trigger: object) => ({
          ...trigger,
          clause: 'another',
          deadline: 'P1D',
        })),
      })),
      datasets: map(plan.datasets, (dataset) => ({
        ...{ ...dataset, recipients: [], copiesGoneAfterDays: 999, dayBudget: 7, attributes: [] },
      })),
    }));
    expect(changedBy(after)).toEqual([]);
  });

  const ofRules = (change: object) => (plan: Plan) => ({
    ...plan,
    policies: map(plan.policies, (policy) => ({
      ...policy,
      rules: map(policy.rules, (rule) => ({ ...rule, ...change })),
    })),
  });
  const ofPolicies = (change: object) => (plan: Plan) => ({
    ...plan,
    policies: map(plan.policies, (policy) => ({ ...policy, ...change })),
  });
  const ofDatasets = (change: object) => (plan: Plan) => ({
    ...plan,
    datasets: map(plan.datasets, (dataset) => ({ ...dataset, ...change })),
  });

  it.each<[string, (plan: Plan) => Plan]>([
    ['a period', ofRules({ period: 'P18D' })],
    ['a window', ofRules({ window: 7201 })],
    ['a floor', ofRules({ floor: { period: 'P9Y', start: 'collected', law: '' } })],
    [
      'what an earlier version promised',
      ofRules({ earlier: [{ version: '1', until: 5, start: 'collected', period: 'P1D' }] }),
    ],
    ['the zone in which days are counted', ofPolicies({ zone: 'Pacific/Auckland' })],
    ['the store', ofDatasets({ store: { kind: 's3', bucket: 'b', prefix: '{subject}/' } })],
    ['the times', ofDatasets({ times: { collected: { field: 'x', as: 'iso' } } })],
  ])('is another with %s', (_what, change) => {
    expect(changedBy(effects(POLICY, INVENTORY, change))).toEqual(ALL);
  });

  it('is another without the triggers that reached it', () => {
    const after = changedBy(effects(POLICY, INVENTORY, ofPolicies({ triggers: {} })));
    // What only a trigger starts, at least.
    expect(after).toEqual(expect.arrayContaining(ALL.filter((name) => /[~!]/.test(name))));
  });

  it('is another where the fields that are taken change, and for no other rule', () => {
    const [first] = ALL.filter((name) => !name.includes('~') && !name.includes('!'));
    const [id, rule] = first?.split('#') ?? [];
    const after = effects(POLICY, INVENTORY, (plan) => ({
      ...plan,
      datasets: map(plan.datasets, (dataset) => ({
        ...dataset,
        clusters: dataset.clusters.map((one) =>
          dataset.id === id && one.rule === rule ? { ...one, fields: { extra: { how: 'remove' as const } } } : one,
        ),
      })),
    }));
    expect(changedBy(after)).toEqual([first]);
  });

  it('with earlier promises is another under another version: consent to it is what lifts them', () => {
    const earlier = [{ version: '1', until: 5, start: 'collected', period: 'P1D' }];
    const under = (version: string) =>
      effects(POLICY, INVENTORY, (plan) => ofPolicies({ version })(ofRules({ earlier })(plan)));
    const [a, b] = [under('2'), under('3')];
    expect(ALL.filter((name) => a.get(name) === b.get(name))).toEqual([]);
  });

  it('is another under a text that says 18 days for 180', () => {
    const after = changedBy(effects(edit(POLICY, 'period: 180 days', 'period: 18 days')));
    expect(after.length).toBeGreaterThan(0);
    expect(after.length).toBeLessThan(ALL.length);
  });
});

function map<T, R>(record: Readonly<Record<string, T>>, change: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** The keys of every object the other way round. */
function turn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turn);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, turn(part)]),
  );
}
