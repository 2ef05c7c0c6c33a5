import { describe, expect, it } from 'vitest';
import { LEASE } from '../../lib/erasure/times.ts';
import { logs, orders, reviews, samplePlan, visits } from './sample-plan.ts';
import { createWorkbench, DAY, HOUR, MINUTE } from './workbench.ts';

const start = '2026-01-01T00:00:00Z';
const log = (subject: string, at: string) => ({ user_id: subject, at, created_at: at, used_at: at, page: '/home' });

describe('a worker', () => {
  it('erases a record when its timer starts, within its window and not before', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log('li', start));
    const latest = Date.parse(start) + 180 * DAY;

    await bench.liveUntil(latest - DAY);
    expect(bench.target.records(logs)).toHaveLength(1);
    expect(bench.receipts).toEqual([]);

    await bench.liveUntil(latest - 12 * HOUR);
    expect(bench.target.records(logs)).toEqual([]);
    expect(bench.receipts).toMatchObject([{ dataset: 'logs', outcome: 'erased', records: 1, action: 'delete' }]);
    expect(bench.receipts[0]?.due).toBe(new Date(latest).toISOString());
    expect(bench.counts.get('Late')).toBeUndefined();
  });

  it('writes one receipt for a cluster and firing, however many records and timers', async () => {
    const bench = createWorkbench({ start });
    for (let hour = 0; hour < 10; hour++) {
      await bench.store(logs, log('li', new Date(Date.parse(start) + hour * HOUR).toISOString()));
      await bench.store(logs, log('wang', new Date(Date.parse(start) + hour * HOUR).toISOString()));
    }
    expect(bench.timers('P')).toHaveLength(2);
    await bench.liveFor(181 * DAY);
    expect(bench.receipts.map((receipt) => receipt.records)).toEqual([10, 10]);
    expect(new Set(bench.receipts.map((receipt) => receipt.id)).size).toBe(2);
    expect(bench.pages).toEqual([expect.stringMatching(/^delete-00-1-[\w-]{8}$/)]);
  });

  it('leaves the rest alone and a timer behind for it', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log('li', start));
    // Put there without anybody noticing: its timer is the one the worker leaves behind.
    const younger = log('li', '2026-03-01T00:00:00Z');
    bench.target.put(logs, younger);
    await bench.liveFor(180 * DAY);
    expect(bench.target.records(logs)).toEqual([younger]);
    await bench.liveUntil(Date.parse(younger.at) + 180 * DAY);
    expect(bench.target.records(logs)).toEqual([]);
    expect(bench.receipts).toHaveLength(2);
  });

  it('works off more timers than fit on a page, and moves its cursor behind them', async () => {
    const bench = createWorkbench({ start });
    for (let person = 0; person < 120; person++) await bench.store(logs, log(`person ${person}`, start));
    await bench.liveFor(181 * DAY);
    expect(bench.target.records(logs)).toEqual([]);
    expect(bench.receipts).toHaveLength(120);
    expect(bench.pages.map((page) => page.slice(0, -9))).toEqual(['delete-00-1', 'delete-00-2', 'delete-00-3']);
    expect(await bench.shard('delete')).toMatchObject({ announced: [], leaseEnds: 0 });
    const before = bench.calls;
    await bench.work('delete');
    expect(bench.calls - before, 'reads the shard and asks for timers, nothing else').toBeLessThanOrEqual(4);
  });

  it('takes urgent timers away when they are done, and what is due already is done at once', async () => {
    const bench = createWorkbench({ start: '2026-12-01T00:00:00Z' });
    await bench.store(logs, log('li', start));
    expect(bench.timers('U')).toHaveLength(1);
    await bench.work('delete');
    expect(bench.target.records(logs)).toEqual([]);
    expect(bench.receipts).toMatchObject([{ outcome: 'erased' }]);
    expect(bench.counts.get('Late')).toBe(1);
    expect(bench.timers('U').map((timer) => timer.again)).toEqual(['forget']);
  });

  it('anonymises the fields of a rule and nothing else of the record [D-04]', async () => {
    const bench = createWorkbench({ start });
    const order = { order_id: 'o1', user_id: 'li', created_at: start, phone: '13800138000', total: 12 };
    await bench.store(orders, order);
    await bench.liveFor(31 * DAY);
    const { phone: _gone, ...rest } = order;
    expect(bench.target.records(orders)).toEqual([rest]);
    expect(bench.receipts).toMatchObject([{ action: 'anonymise', rule: { id: 'phones' }, records: 1 }]);
    expect(bench.receipts[0]?.verification).toEqual({ method: 'strong read by key', result: 'anonymous' });
    await bench.liveFor(DAY);
    expect(bench.receipts).toHaveLength(1);
  });

  it('finds records by index and by locator', async () => {
    const bench = createWorkbench({ start });
    await bench.store(visits, {
      visit_id: 'v1',
      user_id: 'li',
      created_at: start,
      place: { address: '广东省深圳市', n: 1 },
    });
    await bench.store(reviews, { review_id: 'r1', author: 'li', created_at: start });
    await bench.store(reviews, { review_id: 'r2', author: 'li', created_at: '2026-02-01T00:00:00Z' });
    await bench.liveFor(181 * DAY);
    expect(bench.target.records(visits)).toEqual([
      { visit_id: 'v1', created_at: start, place: { address: '广东', n: 1 } },
    ]);
    expect(bench.target.records(reviews)).toMatchObject([{ review_id: 'r2' }]);
    await bench.liveFor(31 * DAY);
    expect(bench.target.records(reviews)).toEqual([]);
    expect(bench.known()).not.toContain('TAG#');
  });

  it('keeps a record that was renewed, until its new time comes', async () => {
    const bench = createWorkbench({ start });
    const review = { review_id: 'r1', author: 'li', created_at: start };
    await bench.store(reviews, review);
    await bench.liveFor(100 * DAY);
    bench.target.put(reviews, { ...review, created_at: '2026-04-01T00:00:00Z' });
    await bench.liveFor(100 * DAY);
    expect(bench.target.records(reviews)).toHaveLength(1);
    await bench.liveUntil('2026-09-28T00:00:00Z');
    expect(bench.target.records(reviews)).toEqual([]);
  });

  it('keeps a record that is renewed in the moment between finding and erasing', async () => {
    const renewed = log('li', start);
    const bench = createWorkbench({
      start,
      target: {
        before: (method) => {
          if (method === 'erase' && bench.clock.now() < Date.parse('2026-08-01T00:00:00Z')) {
            bench.target.put(logs, { ...renewed, used_at: '2026-08-01T00:00:00Z', created_at: '2026-08-01T00:00:00Z' });
          }
        },
      },
    });
    await bench.store(logs, renewed);
    await bench.liveFor(200 * DAY);
    expect(bench.target.records(logs)).toHaveLength(1);
    expect(bench.receipts).toEqual([]);
    await bench.liveFor(200 * DAY);
    expect(bench.target.records(logs)).toEqual([]);
    expect(bench.receipts).toMatchObject([{ outcome: 'erased', records: 1 }]);
  });

  it('starts its timers at whole seconds, whatever the window', async () => {
    const shop = samplePlan.policies.shop;
    const short = shop?.rules.short;
    if (!shop || !short) throw new Error('the sample has a rule');
    const rules = { ...shop.rules, short: { ...short, window: 3601 } };
    const bench = createWorkbench({ start, plan: { ...samplePlan, policies: { shop: { ...shop, rules } } } });
    await bench.store(logs, log('li', start));
    for (const at of ['2026-02-01T00:00:07Z', '2026-03-01T00:00:13Z']) bench.target.put(logs, log('li', at));
    await bench.liveFor(250 * DAY);
    expect(bench.target.records(logs)).toEqual([]);
    expect(bench.receipts).toHaveLength(3);
    expect(bench.counts.get('Late')).toBeUndefined();
  });

  it('never erases by age what has no date, and looks at it weekly', async () => {
    const bench = createWorkbench({ start });
    const undated = { user_id: 'li', at: start, page: '/home' };
    await bench.store(logs, undated);
    await bench.store(logs, { ...undated, at: 'b', created_at: '12:30' });
    await bench.store(logs, { ...undated, at: 'c', created_at: '2024' });
    await bench.store(logs, { ...undated, at: 'd', created_at: start, used_at: 'soon' });
    await bench.liveFor(2000 * DAY);
    expect(bench.target.records(logs)).toHaveLength(4);
    expect(bench.counts.get('Undated')).toBeGreaterThan(4 * 200);
    expect(await bench.registry.tags(bench.ref('li'))).toMatchObject([{ state: 'undated' }]);
    expect(bench.timers('U')).toHaveLength(1);

    // Somebody repairs them.
    for (const at of [start, 'b', 'c', 'd']) await bench.store(logs, { ...undated, at, created_at: start });
    await bench.liveFor(8 * DAY);
    expect(bench.target.records(logs)).toEqual([]);
    expect(bench.known()).not.toContain('undated');
  });

  it('stops while another one has the lease, and repeats the page when it has ended', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log('li', start));
    bench.goTo(Date.parse(start) + 180 * DAY);
    bench.crashAtCall(5);
    await expect(bench.work('delete')).rejects.toThrow('died');
    bench.revive();
    expect(await bench.work('delete')).toBe('another worker');
    bench.advance(LEASE - MINUTE);
    expect(await bench.work('delete')).toBe('another worker');
    bench.advance(MINUTE + 1);
    expect(await bench.work('delete')).toBe('done');
    expect(bench.target.records(logs)).toEqual([]);
  });

  it('touches nothing when its lease has ended', async () => {
    const bench = createWorkbench({
      start,
      target: { before: (method) => (method === 'find' ? bench.advance(LEASE) : undefined) },
    });
    await bench.store(logs, log('li', start));
    bench.goTo(Date.parse(start) + 180 * DAY);
    expect(await bench.work('delete')).toBe('lease ended');
    expect(bench.target.records(logs)).toHaveLength(1);
    expect(bench.receipts).toEqual([]);
  });

  it('begins no page that it could not end before it is cut off', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log('li', start));
    bench.goTo(Date.parse(start) + 180 * DAY);
    expect(await bench.work('delete', { time: 2 * MINUTE })).toBe('time is up');
    expect(bench.target.records(logs)).toHaveLength(1);
    expect(await bench.work('delete')).toBe('done');
  });

  it('lets only one of two workers have a page', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log('li', start));
    bench.goTo(Date.parse(start) + 180 * DAY);
    const ends = await Promise.all([bench.work('delete'), bench.work('delete')]);
    expect(ends.sort()).toEqual(['another worker', 'done']);
    expect(bench.receipts).toHaveLength(1);
  });

  it('looks twice where an index may not show yet what came late', async () => {
    const bench = createWorkbench({ start: '2026-01-01T00:00:00Z' });
    bench.target.lag();
    // A year old when it is stored: due at once, while the index does not show it yet.
    await bench.store(visits, { visit_id: 'v1', user_id: 'li', created_at: '2025-01-01T00:00:00Z' });
    await bench.liveFor(2 * 60_000);
    expect(bench.target.records(visits)).toMatchObject([{ user_id: 'li' }]);
    bench.target.catchUp();
    await bench.liveFor(10 * 60_000);
    expect(bench.target.records(visits)).not.toMatchObject([{ user_id: 'li' }]);
    expect(bench.receipts.filter((receipt) => receipt.outcome === 'erased')).toHaveLength(1);
  });
});
