import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPlan } from '../../infra/index.ts';
import type { TriggerKind } from '../../lib/policy/plan.ts';
import { categoriesCovered, own } from '../../lib/policy/plan-index.ts';
import { firstWork } from '../../lib/registry/begin.ts';
import { coverableIn, coverageOf } from '../../lib/registry/coverage.ts';
import type { CaseScope } from '../../lib/registry/model.ts';

const { plan } = readPlan({
  policies: readdirSync('policies')
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `policies/${name}`),
  inventory: 'examples/five-apps/inventory.yaml',
});

const SUBJECT = { ref: 'R'.repeat(22), policy: '', id: 'li' };

/** What opening a case leaves on its subject, and the clusters it waits for. */
function open(policy: string, trigger: TriggerKind, scope: CaseScope) {
  const asked = { id: 'case', policy, ref: SUBJECT.ref, trigger, scope, receivedAt: 1000 };
  return firstWork(asked, 2000, { ...SUBJECT, policy }, plan, 1000);
}

const triggers = Object.values(plan.policies).flatMap(({ id, triggers: of }) =>
  (Object.keys(of) as TriggerKind[]).map((trigger) => [id, trigger] as const),
);

describe('what a case waits for is what its subject lets the workers erase', () => {
  it.each(triggers)('%s %s, about the account and about each of its categories', (policy, trigger) => {
    const categories = categoriesCovered(plan, policy, trigger);
    const scopes: CaseScope[] = [
      { kind: 'account' },
      ...categories.map((one) => ({ kind: 'categories', categories: [one] }) as const),
    ];
    for (const scope of scopes) {
      const { outstanding, subject } = open(policy, trigger, scope);
      expect(outstanding.length, JSON.stringify(scope)).toBeGreaterThan(0);
      for (const name of outstanding) {
        const [id = '', rule = ''] = name.split('#');
        const dataset = own(plan.datasets, id);
        const cluster = dataset?.clusters.find((one) => one.rule === rule);
        if (dataset === undefined || cluster === undefined) throw new Error(`${name} is not in the plan`);
        expect(coverageOf(subject, coverableIn(dataset, cluster))?.case, `${name} of ${JSON.stringify(scope)}`).toBe(
          'case',
        );
      }
    }
  });
});
