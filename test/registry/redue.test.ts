import { describe, expect, it } from 'vitest';
import type { Metric } from '../../lib/announcements.ts';
import type { Plan } from '../../lib/policy/plan.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { redue } from '../../lib/registry/redue.ts';

const NOW = Date.parse('2026-03-02T00:00:00Z');
const SUBJECTS = 40;
const refOf = (index: number) => `R${String(index).padStart(21, '0')}`;

function planWith(period: string | null, window = 86_400): Plan {
  const rule = { id: 'fixed', clause: '5.5', start: 'collected', period, window, floor: null };
  const cluster = { rule: 'fixed', action: 'delete', categories: ['log'], fields: {} };
  return {
    policies: { shop: { id: 'shop', rules: { fixed: rule, '~log': { ...rule, id: '~log', period: null } } } },
    datasets: { logs: { id: 'logs', policy: 'shop', clusters: [cluster] } },
  } as unknown as Plan;
}

async function world(before: (method: string) => void = () => {}) {
  const registry = memoryRegistry({ shards: 8, before: (method) => before(method) });
  for (let index = 0; index < SUBJECTS; index++) {
    const ref = refOf(index);
    await registry.rememberSubject({ ref, policy: index % 4 === 3 ? 'another' : 'shop', id: `person-${index}` });
    await registry.putTags([{ ref, dataset: 'logs', rule: 'fixed', state: 'kept', policyVersion: '1' }]);
  }
  const counts: Partial<Record<Metric, number>> = {};
  let now = NOW;
  const office = (plan: Plan) => ({
    plan,
    registry,
    clock: { now: () => now, sleep: async () => {} },
    meter: {
      count: (metric: Metric, value: number) => {
        counts[metric] = (counts[metric] ?? 0) + value;
      },
    },
  });
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  const timers = async () => {
    const all = registry.contents().filter(({ pk }) => pk.startsWith('U#delete#'));
    return new Set(all.map(({ sk }) => sk.split('#')[1]));
  };
  return { registry, office, counts, timers, pass };
}

describe('after the rules of a policy have changed', () => {
  it('a shorter period has everybody under it looked at again, and says how many [R-22]', async () => {
    const { registry, office, counts, timers } = await world();
    expect(await redue(NOW + 1, office(planWith('P180D')))).toBe(true);
    expect(await redue(NOW + 1e6, office(planWith('P90D')))).toBe(true);
    const [walk] = await registry.walks();
    expect(walk?.counts).toEqual({ looked: 30, done: 30 });
    expect(counts).toEqual({ Redued: 30 });
    expect((await timers()).size).toBe(30);
    await redue(NOW + 1e6, office(planWith('P90D')));
    expect(counts, 'once').toEqual({ Redued: 30 });
  });

  it('a longer one has nobody looked at, nor a first deployment, nor a clause worded anew', async () => {
    const { office, timers } = await world();
    await redue(NOW, office(planWith('P180D')));
    const reworded = structuredClone(planWith('P365D'));
    await redue(NOW, office(reworded));
    expect((await timers()).size).toBe(0);
  });

  it('is shorter than a longer one before, whatever was shorter before that', async () => {
    const { office, timers } = await world();
    for (const period of ['P90D', 'P365D', null, 'P180D']) await redue(NOW + 1e6, office(planWith(period)));
    expect((await timers()).size).toBe(30);
  });

  it('goes back and forth as often as the rules do', async () => {
    const { office, counts } = await world();
    for (const period of ['P180D', 'P90D', 'P180D', 'P90D']) await redue(NOW + 1e6, office(planWith(period)));
    expect(counts).toEqual({ Redued: 60 });
  });

  it('goes on after a crash at any request, and misses nobody', async () => {
    for (let crash = 1; crash < 60; crash++) {
      let requests = 0;
      let armed = false;
      const { office, timers, pass } = await world(() => {
        if (armed && ++requests === crash) throw new Error('crash');
      });
      await redue(NOW, office(planWith('P180D')));
      armed = true;
      await redue(NOW + 1e6, office(planWith('P90D'))).catch(() => {});
      armed = false;
      pass(10 * 60_000);
      await redue(NOW + 2e6, office(planWith('P90D')));
      expect((await timers()).size, `crash at request ${crash}`).toBe(30);
    }
  });
});
