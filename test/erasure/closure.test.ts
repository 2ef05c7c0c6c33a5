import { describe, expect, it } from 'vitest';
import type { Plan } from '../../lib/policy/plan.ts';
import { plainTrigger } from '../policy/plain.ts';
import { RELEASED, sampleHold } from '../registry/sample-hold.ts';
import { logs, orders, reviews, samplePlan, visits } from './sample-plan.ts';
import { createWorkbench, DAY, HOUR, type Workbench } from './workbench.ts';

const start = '2026-01-01T00:00:00Z';
const log = { user_id: 'li', at: start, created_at: start, used_at: start };
const visit = { visit_id: 'v1', user_id: 'li', created_at: start };
const review = { review_id: 'r1', author: 'li', created_at: start };
const order = { order_id: 'o1', user_id: 'li', created_at: start, phone: '13800138000', total: 12 };
const completed = { ...order, completed_at: '2026-01-01T04:00:00Z' };
/** Three years to the civil day in Shanghai, and that day to its end. */
const floorEnds = '2029-01-01T16:00:00.000Z';

/** What a case announces when it opens: its deadline, and that its data may only be stored from now on. */
const OPENED = ['ErasureScheduled', 'ProcessingRestricted'];
const news = (bench: Workbench) => bench.announced.map((one) => one.type);
const stateOf = async (bench: Workbench, id: string) => {
  const found = await bench.registry.case(id);
  return found && { state: found.state, outstanding: found.outstanding, restricted: found.restricted };
};

describe('a closed account', () => {
  it('loses all that no floor protects at once; its case completes once, and the person is forgotten', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log);
    await bench.store(visits, visit);
    await bench.store(reviews, review);
    await bench.liveFor(DAY);
    const { id, deadline } = await bench.closeAccount('li');
    await bench.workAll();
    expect(bench.target.records(logs)).toEqual([]);
    expect(bench.target.records(visits)).toEqual([{ visit_id: 'v1', created_at: start }]);
    expect(bench.target.records(reviews)).toEqual([]);
    expect((await stateOf(bench, id))?.state, 'an index may not have shown everything yet').toBe('open');

    await bench.liveFor(HOUR);
    expect(await stateOf(bench, id)).toEqual({ state: 'completed', outstanding: [], restricted: [] });
    expect(news(bench)).toEqual([...OPENED, 'ErasureCompleted']);
    expect(bench.counts.get('CasesCompleted')).toBe(1);
    expect(bench.receipts).toHaveLength(3);
    for (const receipt of bench.receipts) {
      expect(receipt).toMatchObject({
        outcome: 'erased',
        trigger: { kind: 'AccountClosed', case: id },
        due: new Date(deadline).toISOString(),
      });
    }
    expect(bench.known()).not.toContain('"li"');
    expect((await bench.registry.checkSubject(bench.ref('li'))).subject?.closure?.case).toBe(id);

    await bench.liveFor(300 * DAY);
    expect(news(bench)).toEqual([...OPENED, 'ErasureCompleted']);
    expect(bench.receipts).toHaveLength(3);
  });

  it('knows each of its receipts before it ends, and is then to be certified', async () => {
    const early: string[] = [];
    const bench: Workbench = createWorkbench({
      start,
      // Found without an index: the one look that erases also ends the case.
      plan: { ...samplePlan, datasets: { logs } },
      before: (method) => {
        if (method !== 'endCase') return;
        const noted = bench.registry.contents().flatMap(({ item }) => (item.receipts as string[] | undefined) ?? []);
        early.push(...bench.receipts.map(({ id }) => id).filter((id) => !noted.includes(id)));
      },
    });
    await bench.store(logs, log);
    const { id, deadline } = await bench.closeAccount('li');
    expect(await bench.registry.openCases('', 10)).toEqual({ cases: [{ id, deadline }], next: null });
    await bench.liveFor(HOUR);
    const known = await bench.registry.case(id);
    expect(early).toEqual([]);
    expect(known?.receipts).toEqual(bench.receipts.map((receipt) => receipt.id).sort());
    expect(known?.receipts).toHaveLength(1);
    const due = Math.floor((known?.completedAt ?? 0) / 1000) * 1000 + 1000;
    expect(await bench.registry.certificatesDue(9e12, 10)).toEqual([{ case: id, at: due }]);
    expect((await bench.registry.openCases('', 10)).cases).toEqual([]);
  });

  it('knows also the receipts of looks that age asked for, and of data that came late', async () => {
    const bench = createWorkbench({ start });
    await bench.store(orders, completed);
    const { id } = await bench.closeAccount('li');
    await bench.liveFor(HOUR);
    expect(
      (await bench.registry.certificatesDue(9e12, 10)).map((entry) => entry.case),
      'restricted',
    ).toEqual([id]);
    expect((await bench.registry.openCases('', 10)).cases).toHaveLength(1);
    await bench.liveUntil(Date.parse(floorEnds) + DAY);
    await bench.store(logs, { ...log, at: 'late', created_at: '2029-01-03T00:00:00Z' });
    await bench.workAll();
    const noted = (await bench.registry.case(id))?.receipts;
    expect(bench.receipts.map(({ dataset, action }) => `${dataset} ${action}`)).toEqual([
      'orders anonymise',
      'orders delete',
      'logs delete',
    ]);
    expect(noted).toEqual(bench.receipts.map((receipt) => receipt.id).sort());
  });

  it('keeps what a floor protects, restricted and with a date, and loses it on that date', async () => {
    const bench = createWorkbench({ start });
    await bench.store(orders, completed);
    const { id } = await bench.closeAccount('li');
    await bench.liveFor(HOUR);
    const { phone: _gone, ...kept } = completed;
    expect(bench.target.records(orders)).toEqual([kept]);
    expect(await stateOf(bench, id)).toEqual({ state: 'restricted', outstanding: [], restricted: ['orders#trade'] });
    expect(await bench.registry.tags(bench.ref('li'))).toMatchObject([
      { dataset: 'orders', rule: 'trade', state: 'restricted', until: Date.parse(floorEnds), case: id },
    ]);
    expect(bench.announced.slice(2)).toEqual([
      {
        type: 'ProcessingRestricted',
        detail: {
          policy: 'shop',
          subject: 'li',
          case: id,
          dataset: 'orders',
          rule: 'trade',
          law: 'E-commerce Law Art. 31',
          until: floorEnds,
        },
      },
    ]);

    await bench.liveUntil(floorEnds);
    expect(bench.target.records(orders)).toEqual([kept]);
    await bench.liveFor(DAY);
    expect(bench.target.records(orders)).toEqual([]);
    expect(bench.receipts.at(-1)).toMatchObject({ outcome: 'erased', due: '2029-01-02T16:00:00.000Z' });
    expect(await stateOf(bench, id)).toEqual({ state: 'completed', outstanding: [], restricted: [] });
    expect(news(bench)).toEqual([...OPENED, 'ProcessingRestricted', 'ErasureCompleted']);
    expect(bench.known()).not.toContain('"li"');
  });

  it('completes its case also when somebody else took away what was restricted', async () => {
    const bench = createWorkbench({ start });
    await bench.store(orders, completed);
    const { id } = await bench.closeAccount('li');
    await bench.liveFor(HOUR);
    bench.target.remove(orders, '["o1"]');
    await bench.liveUntil(Date.parse(floorEnds) + DAY);
    expect((await stateOf(bench, id))?.state).toBe('completed');
  });

  it('says once that a record stays without a date, and gives it one when its floor begins to run', async () => {
    const bench = createWorkbench({ start });
    await bench.store(orders, order);
    const { id } = await bench.closeAccount('li');
    await bench.liveFor(30 * DAY);
    expect(bench.announced.slice(2)).toMatchObject([{ type: 'ProcessingRestricted', detail: { until: null } }]);
    bench.target.put(orders, completed);
    await bench.liveFor(8 * DAY);
    expect(bench.announced.slice(3)).toMatchObject([{ type: 'ProcessingRestricted', detail: { until: floorEnds } }]);
    await bench.liveUntil(Date.parse(floorEnds) + DAY);
    expect(bench.target.records(orders)).toEqual([]);
    expect((await stateOf(bench, id))?.state).toBe('completed');
  });

  it('says once that an undated record stays under its floor', async () => {
    const bench = createWorkbench({ start });
    const { created_at: _none, ...undated } = completed;
    await bench.store(orders, undated);
    await bench.closeAccount('li');
    await bench.liveFor(60 * DAY);
    expect(bench.target.records(orders)).toHaveLength(1);
    expect(news(bench)).toEqual([...OPENED, 'ProcessingRestricted']);
  });

  it('loses undated records where there is no floor, and those dated ahead of the clock', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, { user_id: 'li', at: 'a' });
    await bench.store(logs, { ...log, at: 'b', created_at: '2026-01-02T20:00:00Z' });
    const { id } = await bench.closeAccount('li');
    await bench.liveFor(HOUR);
    expect(bench.target.records(logs)).toEqual([]);
    expect((await stateOf(bench, id))?.state).toBe('completed');
    expect(news(bench)).toEqual([...OPENED, 'ErasureCompleted']);
  });

  it('loses late data at once, and its case stays as it was', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log);
    const { id } = await bench.closeAccount('li');
    await bench.liveFor(10 * DAY);
    expect(bench.known()).not.toContain('"li"');
    await bench.store(logs, { ...log, at: 'late', created_at: '2026-01-11T00:00:00Z' });
    await bench.workAll();
    expect(bench.target.records(logs)).toEqual([]);
    expect(bench.receipts.at(-1)).toMatchObject({ outcome: 'erased', trigger: { kind: 'AccountClosed', case: id } });
    await bench.liveFor(HOUR);
    expect((await stateOf(bench, id))?.state).toBe('completed');
    expect(bench.known()).not.toContain('"li"');
  });

  it('waits for an index that lags before its case completes', async () => {
    const bench = createWorkbench({ start });
    bench.target.lag();
    await bench.store(visits, visit);
    const { id } = await bench.closeAccount('li');
    await bench.workAll();
    expect(bench.target.records(visits)).toMatchObject([{ user_id: 'li' }]);
    expect((await stateOf(bench, id))?.outstanding).toContain('visits#short');
    bench.target.catchUp();
    await bench.liveFor(6 * 60_000);
    expect(bench.target.records(visits)).toEqual([{ visit_id: 'v1', created_at: start }]);
    expect((await stateOf(bench, id))?.state, 'what erased something settles nothing').toBe('open');
    await bench.liveFor(HOUR);
    expect((await stateOf(bench, id))?.state).toBe('completed');
  });

  it('opened twice by the same event changes nothing; a second closure has a case of its own', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log);
    const first = await bench.closeAccount('li');
    await bench.closeAccount('li');
    const second = await bench.closeAccount('li', 'again');
    await bench.liveFor(HOUR);
    expect((await stateOf(bench, first.id))?.state).toBe('completed');
    expect((await stateOf(bench, second.id))?.state).toBe('completed');
    expect(bench.counts.get('CasesOpened')).toBe(2);
    expect(bench.receipts).toHaveLength(1);
  });

  it('of whom nothing is stored completes too', async () => {
    const bench = createWorkbench({ start });
    const { id } = await bench.closeAccount('nobody');
    await bench.liveFor(DAY);
    expect((await stateOf(bench, id))?.state).toBe('completed');
    expect(bench.receipts).toEqual([]);
    expect(bench.known()).not.toContain('"nobody"');
  });

  it('whose person was forgotten before a dataset was looked at still completes', async () => {
    const bench = createWorkbench({ start });
    await bench.store(logs, log);
    await bench.registry.placeHold(sampleHold({ wide: 'reviews' }, 'h'));
    const { id } = await bench.closeAccount('li');
    await bench.liveFor(12 * HOUR);
    expect(bench.known()).not.toContain('"li"');
    await bench.registry.releaseHold('h', RELEASED);
    await bench.liveFor(2 * DAY);
    expect((await stateOf(bench, id))?.state).toBe('completed');
  });

  it('keeps what its closure does not cover', async () => {
    const shop = samplePlan.policies.shop;
    if (!shop) throw new Error('the sample has a shop');
    const triggers = {
      AccountClosed: plainTrigger({ deadline: 'P15WD', clause: 'Closing', covers: ['phones', 'trade'] }),
    };
    const plan: Plan = { ...samplePlan, policies: { shop: { ...shop, triggers } } };
    const bench = createWorkbench({ start, plan });
    await bench.store(logs, log);
    const { id } = await bench.closeAccount('li');
    await bench.liveFor(DAY);
    expect(bench.target.records(logs)).toHaveLength(1);
    expect((await stateOf(bench, id))?.state).toBe('completed');
    await bench.liveFor(180 * DAY);
    expect(bench.receipts).toMatchObject([{ trigger: { kind: 'period' } }]);
  });
});
