import { describe, expect, it } from 'vitest';
import { auditOrders } from '../../functions/sweep/audit-orders.ts';
import { createHandler } from '../../functions/sweep/handler.ts';
import { continueAudits } from '../../lib/auditing/index.ts';
import { auditedPlan, createAuditingWorld } from '../auditing/auditing-world.ts';
import { logs } from '../erasure/sample-plan.ts';

const MINUTE = 60_000;

function createSweep() {
  const copied = { ...logs, copies: [{ name: 'nightly', days: 35 }] };
  const plan = { ...auditedPlan, datasets: { ...auditedPlan.datasets, logs: copied } };
  const { bench, office } = createAuditingWorld({ plan });
  const sweep = createHandler({
    tasks: [(until) => continueAudits(until, office)],
    orders: auditOrders(async () => office),
    registry: bench.registry,
    clock: bench.clock,
    meter: office.meter,
    fault: () => {},
  });
  return { bench, sweep: (event: object) => sweep(event) as Promise<Record<string, unknown>> };
}

describe('sweep', () => {
  it('audits the stores by itself, and tells what came of it [R-28]', async () => {
    const { bench, sweep } = createSweep();
    bench.target.put(logs, { user_id: 'li', at: '1', created_at: '2026-01-01T00:00:00Z', ip: '10.0.0.1' });
    await sweep({});
    const { stores, audits, underWay } = await sweep({ command: 'audit show' });
    expect(stores).toEqual(['logs', 'orders', 'reviews', 'visits']);
    expect(underWay).toEqual([]);
    expect(audits).toContainEqual(
      expect.objectContaining({
        store: 'logs',
        pass: 1,
        records: 1,
        untracked: 1,
        endedAt: '2026-01-01T00:00:00.000Z',
      }),
    );
    expect(JSON.stringify(audits)).not.toContain('10.0.0.1');
  });

  it('begins an audit when it is asked to, of one store or of all, once', async () => {
    const { bench, sweep } = createSweep();
    await sweep({});
    bench.advance(MINUTE);
    expect(await sweep({ command: 'audit begin', store: 'logs' })).toEqual({ begun: ['logs'] });
    expect(await sweep({ command: 'audit begin', store: 'logs' })).toEqual({ begun: ['logs'] });
    expect((await sweep({ command: 'audit show' })).underWay).toMatchObject([{ store: 'logs', records: 0 }]);
    await sweep({});
    const passes = (await bench.registry.audits()).map(({ store, pass }) => `${store} ${pass}`);
    expect(passes).toEqual(['logs 2', 'orders 1', 'reviews 1', 'visits 1']);
    expect((await sweep({ command: 'audit begin', store: null })).begun).toHaveLength(4);
  });

  it('looks through a restored dataset, and says which there are [R-16]', async () => {
    const { bench, sweep } = createSweep();
    bench.target.put(logs, { user_id: 'li', at: '1', created_at: '2025-01-01T00:00:00Z' });
    expect(await sweep({ command: 'guarded datasets' })).toEqual({ datasets: ['logs', 'orders', 'reviews', 'visits'] });
    const guard = { command: 'restore guard', dataset: 'logs', after: null };
    expect(await sweep(guard)).toMatchObject({ records: 1, due: 1, next: null });
    await bench.liveFor(MINUTE);
    expect(await sweep(guard)).toMatchObject({ records: 0, due: 0 });
  });

  it('notes a refreshed backup, with the role that says so [R-16]', async () => {
    const { bench, sweep } = createSweep();
    const told = { id: 'r-1', dataset: 'logs', copy: 'nightly', evidence: 'job 1', by: 'operations' };
    const refreshedAt = '2025-12-31T00:00:00.000Z';
    const order = { command: 'backup refreshed', ...told, refreshedAt };
    expect(await sweep(order)).toMatchObject({ refresh: { ...told, refreshedAt }, lookedAtAgain: 0 });
    expect(await bench.registry.refreshes()).toEqual([{ ...told, refreshedAt }]);
  });

  it.each([
    [{ command: 'audit begin', store: 'nothing' }, 'USAGE'],
    [{ command: 'audit begin' }, 'USAGE'],
    [{ command: 'restore guard', dataset: 'logs', after: 'AAAA' }, 'USAGE'],
    [{ command: 'restore guard', dataset: 'logs', after: null, table: 'other' }, 'USAGE'],
    [{ command: 'backup refreshed', id: 'r', dataset: 'logs', copy: 'nightly', refreshedAt: 'yesterday' }, 'USAGE'],
  ])('refuses %j', async (order, code) => {
    const { sweep } = createSweep();
    expect(await sweep(order)).toMatchObject({ error: { code } });
  });
});
