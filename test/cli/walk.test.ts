import { expect, it } from 'vitest';
import { run } from '../../cli/run.ts';
import { walkOrders } from '../../functions/sweep/walk-orders.ts';
import { beginPass, walkOn } from '../../lib/registry/index.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { worldWith } from './world.ts';

const NOW = Date.parse('2026-03-02T00:00:00Z');

it('expunge walk list says how many were looked at again under a shorter rule, and what is under way [R-22]', async () => {
  const registry = memoryRegistry({ shards: 8 });
  const office = { registry, clock: { now: () => NOW, sleep: async () => {} } };
  await beginPass('re-due shop 0123456789ab', office);
  const page = async () => ({ next: null, counts: { looked: 40, done: 30 } });
  await walkOn('re-due shop 0123456789ab', page, NOW + 1, office);
  await beginPass('audit/logs', office);
  const asked: unknown[] = [];
  const world = worldWith({
    invoke: async (name, order) => {
      asked.push([name, order]);
      return walkOrders(registry)['walk list']?.(order as Readonly<Record<string, unknown>>);
    },
  });
  const { status, stdout } = await run(['walk', 'list'], world);
  expect(status).toBe(0);
  expect(stdout).toBe(
    'audit/logs: pass 1, 0 looked at, 0 done; under way, moved 2026-03-02T00:00:00.000Z\n' +
      're-due shop 0123456789ab: pass 1, 40 looked at, 30 done; finished 2026-03-02T00:00:00.000Z\n' +
      '2 walks, 1 under way.\n',
  );
  expect(asked).toEqual([['expunge-sweep', { command: 'walk list' }]]);
  expect(await run(['walk', 'list', 'x'], world)).toMatchObject({ status: 2 });
});
