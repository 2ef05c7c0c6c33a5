import { describe, expect, it } from 'vitest';
import { receiptId } from '../../lib/evidence/index.ts';
import { logs, orders } from '../erasure/sample-plan.ts';
import { createWorkbench, DAY, HOUR } from '../erasure/workbench.ts';

const start = '2026-01-01T00:00:00Z';
const subject = 'li-lei-13800138000';

describe('a receipt', () => {
  it('says what was done, under which promise, and how it was verified', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, { user_id: subject, at: start, created_at: start, used_at: start });
    bench.goTo(Date.parse(start) + 179.5 * DAY);
    await bench.work('delete');
    expect(bench.receipts).toEqual([
      {
        format: 'expunge-receipt/1',
        id: expect.stringMatching(/^[\w-]{22}$/),
        trigger: { kind: 'period' },
        policy: { id: 'shop', version: '2026-01-01', digest: 'd'.repeat(64) },
        rule: { id: 'short', clause: 'Clause short' },
        subject: { epoch: '2026', ref: expect.stringMatching(/^[\w-]{22}$/) },
        dataset: 'logs',
        categories: [],
        action: 'delete',
        records: 1,
        outcome: 'erased',
        due: '2026-06-30T00:00:00.000Z',
        startedAt: '2026-06-29T12:00:00.000Z',
        verifiedAt: '2026-06-29T12:00:00.000Z',
        verification: { method: 'strong read by key', result: 'absent' },
        copiesGoneBy: '2026-08-03T12:00:00.000Z',
      },
    ]);
  });

  it('holds no subject id, no registry reference and no value of a record', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, { user_id: subject, at: start, created_at: start, used_at: start, ip: '10.1.2.3' });
    await bench.store(orders, { order_id: 'order-4711', user_id: subject, created_at: start, phone: '13900139000' });
    await bench.closeAccount(subject);
    await bench.liveFor(HOUR);
    expect(bench.receipts.length).toBeGreaterThanOrEqual(2);
    const text = JSON.stringify(bench.receipts);
    for (const secret of [subject, '13800138000', '13900139000', '10.1.2.3', 'order-4711', bench.ref(subject)]) {
      expect(text).not.toContain(secret);
    }
  });

  it('has the same id when its page is repeated, and another for every other firing', async () => {
    const ids = new Set<string>();
    for (const crash of [false, true]) {
      const bench = createWorkbench({ start });
      await bench.store(logs, { user_id: subject, at: start, created_at: start, used_at: start });
      bench.goTo(Date.parse(start) + 179.5 * DAY);
      if (crash) {
        const { prove } = bench.shop;
        const dying = {
          ...bench.shop,
          prove: async (page: Parameters<typeof prove>[0]) => {
            await prove(page);
            bench.crashAtCall(1);
          },
        };
        Object.assign(bench.shop, dying);
        await expect(bench.work('delete')).rejects.toThrow('died');
        Object.assign(bench.shop, { prove });
        await bench.takeOver();
        expect(bench.receipts.map((receipt) => receipt.outcome)).toEqual(['erased', 'absent']);
      } else await bench.work('delete');
      for (const { id } of bench.receipts) ids.add(id);
    }
    expect(ids.size).toBe(1);
    const cluster = { ref: 'ref', dataset: 'logs', rule: 'short' };
    const page = 'delete-00-1-q3XKf1aZ';
    const others = [
      receiptId(page, cluster),
      receiptId('delete-00-2-q3XKf1aZ', cluster),
      receiptId(page, { ...cluster, rule: 'long' }),
      receiptId(page, cluster, 'case'),
    ];
    expect(new Set(others).size).toBe(4);
    expect(receiptId(page, { ...cluster })).toBe(others[0]);
  });
});
