import { describe, expect, it } from 'vitest';
import { guardPage } from '../../lib/auditing/index.ts';
import type { Plan } from '../../lib/policy/plan.ts';
import { logs, orders, reviews } from '../erasure/sample-plan.ts';
import { DAY, HOUR, MINUTE } from '../erasure/workbench.ts';
import { auditedPlan, createAuditingWorld } from './auditing-world.ts';

type World = ReturnType<typeof createAuditingWorld>;

const shop = auditedPlan.policies.shop as Plan['policies'][string];
const trigger = shop.triggers.AccountClosed as NonNullable<typeof shop.triggers.AccountClosed>;

/** The phones of orders are a category of their own, for which consent can be withdrawn. */
const withCategories: Plan = {
  ...auditedPlan,
  policies: {
    shop: {
      ...shop,
      categories: { phone: 'Phone', order: 'Order' },
      triggers: { ...shop.triggers, ConsentWithdrawn: { ...trigger, scopes: ['account', 'category'] } },
    },
  },
  datasets: {
    ...auditedPlan.datasets,
    orders: {
      ...(auditedPlan.datasets.orders as typeof orders),
      clusters: orders.clusters.map((one) => ({ ...one, categories: [one.rule === 'phones' ? 'phone' : 'order'] })),
    },
  },
};

/** One whole pass, a page at a time: what the command line asks for. */
async function pass({ bench, office }: World, dataset = 'logs') {
  let [due, held, records] = [0, 0, 0];
  let next: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof guardPage>> = await guardPage(dataset, next, bench.clock.now(), office);
    due += page.due;
    held += page.held;
    records += page.records;
    next = page.next;
  } while (next !== null);
  return { due, held, records };
}

const records = Array.from({ length: 5 }, (_, n) => ({
  user_id: 'li',
  at: `${n}`,
  created_at: '2026-01-01T00:00:00Z',
}));

/** Li’s account was closed, erased and forgotten; then the table is as it was before, and no stream tells. */
async function restored(): Promise<World> {
  const world = createAuditingWorld();
  const { bench } = world;
  for (const record of records) await bench.store(logs, record);
  await bench.store(logs, { user_id: 'wang', at: '1', created_at: '2026-01-01T00:00:00Z' });
  await bench.closeAccount('li');
  await bench.liveFor(DAY);
  expect(bench.target.records(logs)).toHaveLength(1);
  expect((await bench.registry.subjects([bench.ref('li')])).get(bench.ref('li')), 'a tombstone').not.toHaveProperty(
    'id',
  );
  for (const record of records) bench.target.put(logs, record);
  return world;
}

describe('the restore guard', () => {
  it('has whoever was erased erased again, with receipts, and finds it clean then [C-20, R-13, R-16, D-51]', async () => {
    const world = await restored();
    const { bench } = world;
    const before = bench.receipts.length;
    expect(await pass(world)).toEqual({ due: 5, held: 0, records: 6 });
    await bench.liveFor(MINUTE);
    expect(await pass(world)).toEqual({ due: 0, held: 0, records: 1 });
    expect(bench.target.records(logs)).toEqual([expect.objectContaining({ user_id: 'wang' })]);
    const again = bench.receipts.slice(before);
    expect(again).toMatchObject([{ outcome: 'erased', records: 5, trigger: { kind: 'AccountClosed' } }]);
    await bench.liveFor(DAY);
    expect(bench.known(), 'and forgotten again').not.toContain('"li"');
  });

  it('is what does it: without a stream and without the guard nobody looks [R-16]', async () => {
    const { bench } = await restored();
    await bench.liveFor(7 * DAY);
    expect(bench.target.records(logs)).toHaveLength(6);
  });

  it('is not needed where the records come back over the stream, as written ones do [R-16]', async () => {
    const { bench } = await restored();
    for (const record of records) await bench.tag(logs, record);
    await bench.liveFor(MINUTE);
    expect(bench.target.records(logs)).toHaveLength(1);
  });

  it('may be repeated and interrupted, and run twice at once', async () => {
    const world = await restored();
    const [one, two] = await Promise.all([pass(world), pass(world)]);
    expect([one.due, two.due]).toEqual([5, 5]);
    await pass(world);
    await world.bench.liveFor(MINUTE);
    expect(await pass(world)).toMatchObject({ due: 0 });
  });

  it('has what came back past its time erased too, whoever’s it is', async () => {
    const world = createAuditingWorld({ start: '2026-06-01T00:00:00Z' });
    for (const n of [1, 2]) {
      world.bench.target.put(logs, { user_id: `u${n}`, at: '1', created_at: '2025-06-01T00:00:00Z' });
    }
    expect(await pass(world)).toMatchObject({ due: 2 });
    await world.bench.liveFor(MINUTE);
    expect(await pass(world)).toMatchObject({ due: 0 });
  });

  it('does not wait for what a law keeps, nor for a hold, and counts what is held [R-14]', async () => {
    const world = createAuditingWorld();
    const { bench } = world;
    const completed = { created_at: '2026-01-01T00:00:00Z', completed_at: '2026-01-01T00:00:00Z' };
    await bench.store(orders, { order_id: 'o1', user_id: 'li', ...completed });
    await bench.closeAccount('li');
    await bench.liveFor(HOUR);
    expect(await pass(world, 'orders')).toMatchObject({ due: 0, held: 0 });
  });

  it('has what came back of a category that was withdrawn erased again, and leaves the rest [R-16]', async () => {
    const world = createAuditingWorld({ plan: withCategories });
    const { bench } = world;
    const order = { order_id: 'o1', user_id: 'li', created_at: '2026-01-01T00:00:00Z' };
    await bench.store(orders, { ...order, phone: '13800000001' });
    await bench.trigger('ConsentWithdrawn', 'li', { categories: ['phone'] });
    await bench.liveFor(HOUR);
    expect(bench.target.records(orders)).toEqual([order]);

    bench.target.put(orders, { ...order, phone: '13800000001' });
    expect(await pass(world, 'orders')).toMatchObject({ due: 1 });
    await bench.liveFor(MINUTE);
    expect(bench.target.records(orders)).toEqual([order]);
    expect(await pass(world, 'orders')).toMatchObject({ due: 0 });
  });

  it('finds what only the registry’s tags can find, and its tags again', async () => {
    const world = createAuditingWorld();
    const { bench } = world;
    const review = { review_id: 'r1', author: 'li', created_at: '2026-01-01T00:00:00Z' };
    await bench.store(reviews, review);
    await bench.closeAccount('li');
    await bench.liveFor(DAY);
    expect(bench.target.records(reviews)).toEqual([]);
    bench.target.put(reviews, review);
    expect(await pass(world, 'reviews')).toMatchObject({ due: 1 });
    await bench.liveFor(MINUTE);
    expect(bench.target.records(reviews)).toEqual([]);
  });

  it('knows no dataset that is not there, and no place in another one', async () => {
    const world = await restored();
    await expect(guardPage('constructor', null, 0, world.office)).rejects.toMatchObject({ code: 'USAGE' });
    const { next } = await guardPage('logs', null, 0, world.office);
    await expect(guardPage('orders', next, 0, world.office)).rejects.toMatchObject({ code: 'USAGE' });
    expect(next).not.toContain('li');
  });
});
