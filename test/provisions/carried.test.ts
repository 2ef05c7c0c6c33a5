import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPlan } from '../../infra/index.ts';
import type { PlanPolicy } from '../../lib/policy/plan.ts';
import { readProvisions } from './collect.ts';

const ROOT = join(import.meta.dirname, '../..');
const groups = readProvisions().filter(({ policy }) => policy !== null);
const { plan } = readPlan({
  policies: groups.map(({ file }) => join(ROOT, file)),
  inventory: join(ROOT, 'examples/five-apps/inventory.yaml'),
});

/** What the functions carry of a part of a policy file. Throws where it is nothing. */
function carried(policy: PlanPolicy, path: string): unknown {
  const [section = '', ...steps] = path.split('.');
  const name = steps[0] ?? '';
  const datasets = Object.values(plan.datasets).filter((dataset) => dataset.policy === policy.id);
  switch (section) {
    case 'categories': {
      // One that is never stored is looked for by the audit instead.
      const isStored = Object.hasOwn(policy.categories, name);
      const clusters = datasets.flatMap((dataset) => dataset.clusters.filter((one) => one.categories.includes(name)));
      return isStored ? clusters[0] : clusters.length === 0;
    }
    case 'rules': {
      const clusters = datasets.flatMap((dataset) => dataset.clusters.filter((one) => one.rule === name));
      return clusters.length > 0 ? policy.rules[name] : undefined;
    }
    case 'triggers': {
      const trigger = policy.triggers[name as keyof PlanPolicy['triggers']];
      if (steps[1] === 'gates' && steps[2] !== undefined) return trigger?.gates.find(({ id }) => id === steps[2]);
      return trigger !== undefined && trigger.covers.length > 0 ? trigger : undefined;
    }
    case 'grounds':
    case 'extensions':
    case 'refusals':
    case 'permissions':
    case 'plugins':
      return name === '' ? Object.keys(policy[section])[0] : policy[section][name];
    case 'complaints':
      return policy.answers.complaint;
    case 'prohibited':
      return policy.prohibited[0];
    case 'minors':
      return policy.minors;
    case 'residency':
      return policy.residency;
    case 'zone':
      return policy.zone;
    case 'controller':
      return policy.controller;
    case 'version':
    case 'effective':
    case 'published':
    case 'source':
      return policy.version;
    case 'decisions':
      return true; // the compiler refuses one that is open or that nobody took
    default:
      throw new Error(`Nobody knows what becomes of \`${path}\`.`);
  }
}

for (const { policy: id, provisions } of groups) {
  describe(`what carries the provisions of ${id}`, () => {
    const policy = plan.policies[id ?? ''] as PlanPolicy;
    const parts = new Set(provisions.flatMap(({ by }) => by));
    it.each([...parts])('%s is in the plan that the functions carry', (path) => {
      expect(carried(policy, path)).toBeTruthy();
    });
  });
}
