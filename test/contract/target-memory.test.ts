import { describe, expect, it } from 'vitest';
import { keyOf, memoryTarget } from '../../lib/erasure/targets/memory.ts';
import { logs, visits } from '../erasure/sample-plan.ts';
import { findAll } from './target.contract.ts';
import { tableTargetContract } from './target-table.contract.ts';

describe('the target in memory', () => {
  tableTargetContract(async () => {
    const target = memoryTarget();
    const tables = {
      target,
      put: async (...args: Parameters<typeof target.put>) => target.put(...args),
      remove: async (...args: Parameters<typeof target.remove>) => target.remove(...args),
      all: async (...args: Parameters<typeof target.records>) => target.records(...args),
      keyOf,
    };
    return { tables, table: 'sample' };
  });

  it('can have an index that lags, which misleads nobody about what is there', async () => {
    const target = memoryTarget();
    const [cluster] = visits.clusters;
    if (!cluster) throw new Error('no cluster');
    const scope = { subject: 'li', dataset: visits, cluster, locators: [] };
    target.put(visits, { visit_id: 'old', user_id: 'li', created_at: '2026-01-01T00:00:00Z' });
    target.lag();
    target.put(visits, { visit_id: 'new', user_id: 'li', created_at: '2026-01-01T00:00:00Z' });
    const found = await findAll(target, scope);
    expect(found.map((one) => one.key)).toEqual(['["old"]']);
    await target.erase(scope, found);
    expect(await findAll(target, scope)).toEqual([]);
    expect(await target.any(scope), 'the index still shows what has gone').toBe(true);
    target.catchUp();
    expect(await findAll(target, scope)).toHaveLength(1);
  });

  it('refuses what no table could take', () => {
    const target = memoryTarget();
    expect(() => target.put(logs, { user_id: 'li' })).toThrow('lacks its key');
    expect(() => target.findLags({ ...logs, store: { kind: 's3', bucket: 'b', prefix: 'p/{subject}/' } })).toThrow(
      'no table',
    );
  });
});
