import { describe, expect, it } from 'vitest';
import type { TriggerKind } from '../../lib/policy/plan.ts';
import type { CaseRequest } from '../../lib/registry/index.ts';
import { datasetIn, triggersPlan as plan } from './triggers-plan.ts';
import { createWorkbench, DAY, HOUR, MINUTE, type Workbench } from './workbench.ts';

const start = '2026-01-01T00:00:00Z';
const accounts = datasetIn(plan, 'accounts');
const visits = datasetIn(plan, 'visits');
const reviews = datasetIn(plan, 'reviews');
const orders = datasetIn(plan, 'orders');

const account = { user_id: 'li', created_at: start, name: '李', phone: '13800138000', place: '广东省深圳市' };
const visit = { visit_id: 'v1', user_id: 'li', created_at: start, pages: '/a', browser: 'x/1' };
const review = { review_id: 'r1', author: 'li', created_at: start, body: 'good', nick: 'L' };
const order = { order_id: 'o1', merchant_id: 'li', created_at: start, note: 'n' };
const other = { ...order, order_id: 'o2' };
const completedAt = '2026-01-01T04:00:00Z';
/** Three years to the civil day in Shanghai, and that day to its end. */
const floorEnds = '2029-01-01T16:00:00.000Z';

async function everything(options: Parameters<typeof createWorkbench>[0] = {}): Promise<Workbench> {
  const bench = createWorkbench({ start, plan, ...options });
  await bench.store(accounts, account);
  await bench.store(visits, visit);
  await bench.store(reviews, review);
  await bench.store(orders, order);
  return bench;
}

const left = (bench: Workbench) => ({
  accounts: bench.target.records(accounts),
  visits: bench.target.records(visits),
  reviews: bench.target.records(reviews),
});
const UNTOUCHED = { accounts: [account], visits: [visit], reviews: [review] };
const without = <T extends object>(record: T, ...names: (keyof T)[]) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name as keyof T)));
const stateOf = async (bench: Workbench, id: string) => (await bench.registry.case(id))?.state;
const kinds = (bench: Workbench) => [...new Set(bench.receipts.map(({ trigger }) => trigger.kind))];

describe('a trigger about the whole account', () => {
  it.each<TriggerKind>([
    'AccountClosed',
    'MiniProgramRecordCancelled',
    'PlatformAccountCancelled',
  ])('%s: each record goes as its rule says, and the receipts name the trigger [R-05, R-07, A-16, D-51]', async (kind) => {
    const bench = await everything();
    const { id } = await bench.trigger(kind, 'li');
    await bench.liveFor(HOUR);
    expect(left(bench)).toEqual({
      accounts: [],
      visits: [{ visit_id: 'v1', created_at: start, pages: null }],
      reviews: [],
    });
    expect(await stateOf(bench, id), 'what a floor keeps').toBe('restricted');
    expect(kinds(bench)).toEqual([kind]);
  });

  it('GuardianRequest and the end of the service delete also what the rule would anonymise [R-23, A-26, R-26]', async () => {
    for (const kind of ['GuardianRequest', 'ServiceShutDown'] as const) {
      const bench = await everything();
      const { id } = await bench.trigger(kind, 'li');
      await bench.liveFor(HOUR);
      expect(left(bench)).toEqual({ accounts: [], visits: [], reviews: [] });
      expect(bench.receipts.find(({ dataset }) => dataset === 'visits')).toMatchObject({
        action: 'delete',
        rule: { id: '!statistics' },
        trigger: { kind, case: id },
        categories: ['browser', 'visit'],
      });
      bench.target.remove(orders, '["o1"]');
      await bench.liveUntil(Date.parse(floorEnds) + 2 * DAY);
      expect(await stateOf(bench, id)).toBe('completed');
      expect(bench.known(), 'the anonymising cluster leaves nothing behind').not.toContain('"li"');
    }
  });

  it('whose records are to be deleted loses no record to a rule that would only anonymise it', async () => {
    const bench = await everything();
    // The record's own time has come, and its worker is quicker than the one that deletes.
    await bench.liveUntil(Date.parse(start) + 179.5 * DAY - MINUTE);
    const { id } = await bench.trigger('GuardianRequest', 'li');
    bench.advance(2 * MINUTE);
    await bench.work('anonymise');
    expect(bench.target.records(visits)).toEqual([visit]);
    await bench.liveFor(HOUR);
    expect(bench.target.records(visits)).toEqual([]);
    expect(bench.receipts.filter(({ dataset }) => dataset === 'visits')).toMatchObject([{ trigger: { case: id } }]);
  });

  it('finds records to be deleted by the tags of the rule that would anonymise them [R-23, A-26]', async () => {
    const bench = createWorkbench({ start, plan });
    const surveys = datasetIn(plan, 'surveys');
    for (const id of ['a', 'b'])
      await bench.store(surveys, { survey_id: id, user_id: 'li', created_at: start, answer: 1 });
    const { id } = await bench.trigger('GuardianRequest', 'li');
    bench.advance(MINUTE);
    await bench.work('anonymise');
    expect(bench.target.records(surveys)).toHaveLength(2);
    await bench.liveFor(HOUR);
    expect(bench.target.records(surveys)).toEqual([]);
    expect(await stateOf(bench, id)).toBe('completed');
    expect(bench.known()).not.toMatch(/"li"|TAG#/);
  });

  it('with data of such a record that come late: they are deleted too', async () => {
    const bench = await everything();
    await bench.trigger('GuardianRequest', 'li');
    await bench.liveFor(DAY);
    await bench.store(visits, { ...visit, visit_id: 'late' });
    await bench.liveFor(HOUR);
    expect(bench.target.records(visits)).toEqual([]);
  });
});

describe('a withdrawal', () => {
  it.each<[TriggerKind, Partial<CaseRequest>]>([
    ['ConsentWithdrawn', { categories: ['place'] }],
    ['PermissionRevoked', { permission: 'location' }],
    ['ErasureRequested', { categories: ['place'] }],
    ['UnlawfulProcessing', { categories: ['place'] }],
    ['OtherLaw', { categories: ['place'] }],
  ])('%s takes one category, and the rest of the account lives on [R-05, R-06, A-22, B-11, C-05, C-18, D-45]', async (kind, about) => {
    const bench = await everything();
    const { id } = await bench.trigger(kind, 'li', about);
    await bench.liveFor(HOUR);
    expect(left(bench)).toEqual({ ...UNTOUCHED, accounts: [without(account, 'place')] });
    expect(await stateOf(bench, id)).toBe('completed');
    expect(bench.receipts).toMatchObject([
      { rule: { id: '~place' }, categories: ['place'], records: 1, trigger: { kind, case: id } },
    ]);
    expect(bench.known(), 'the person is still a customer').toContain('"li"');
  });

  it('restricts at once, before anything is erased [R-08, D-47]', async () => {
    const bench = await everything();
    const { id } = await bench.trigger('ConsentWithdrawn', 'li', { categories: ['place'] });
    expect(left(bench)).toEqual(UNTOUCHED);
    expect(bench.announced).toMatchObject([
      { type: 'ErasureScheduled' },
      { type: 'ProcessingRestricted', detail: { case: id, categories: ['place'], dataset: null } },
    ]);
  });

  it('takes what is stored of the category later too, until consent is given again [R-09, D-48, D-25, E-26]', async () => {
    const bench = await everything();
    const { id } = await bench.trigger('ConsentWithdrawn', 'li', { categories: ['place', 'browser'] });
    await bench.liveFor(DAY);
    await bench.store(accounts, { ...account, place: '北京市' });
    await bench.store(visits, { ...visit, visit_id: 'v2' });
    await bench.workAll();
    expect(bench.target.records(accounts)).toEqual([without(account, 'place')]);
    expect(bench.target.records(visits)).toEqual([
      without(visit, 'browser'),
      { ...without(visit, 'browser'), visit_id: 'v2' },
    ]);
    expect(bench.receipts.at(-1)).toMatchObject({ trigger: { kind: 'ConsentWithdrawn', case: id } });

    bench.advance(HOUR);
    await bench.consent('li', ['place']);
    await bench.store(accounts, { ...account, place: '上海市' });
    await bench.store(visits, { ...visit, visit_id: 'v3' });
    await bench.liveFor(DAY);
    expect(bench.target.records(accounts)).toEqual([{ ...account, place: '上海市' }]);
    expect(bench.target.records(visits).at(-1)).toEqual({ ...without(visit, 'browser'), visit_id: 'v3' });
  });

  it('of every category of a record takes the record, by one request or by several', async () => {
    const bench = await everything();
    const first = await bench.trigger('ErasureRequested', 'li', { categories: ['review'] });
    await bench.liveFor(HOUR);
    expect(bench.target.records(reviews)).toEqual([without(review, 'body')]);
    const second = await bench.trigger('ErasureRequested', 'li', { categories: ['nick'] });
    await bench.liveFor(HOUR);
    expect(bench.target.records(reviews), 'nothing of it may be kept').toEqual([]);
    await bench.store(reviews, { ...review, review_id: 'r2' });
    await bench.liveFor(HOUR);
    expect(bench.target.records(reviews), 'stored after both').toEqual([]);
    expect(bench.receipts.at(-1)?.trigger).toMatchObject({ case: second.id });
    expect(await stateOf(bench, first.id)).toBe('completed');
  });

  it('of everything takes each record whole, and what is stored later too [D-45, C-18]', async () => {
    const bench = await everything();
    const { id } = await bench.trigger('ErasureRequested', 'li');
    await bench.liveFor(HOUR);
    expect(left(bench)).toMatchObject({ accounts: [], visits: [{ visit_id: 'v1', pages: null }], reviews: [] });
    await bench.store(reviews, { ...review, review_id: 'late' });
    await bench.store(accounts, account);
    await bench.liveFor(HOUR);
    expect(left(bench)).toMatchObject({ accounts: [], reviews: [] });
    expect(bench.receipts.every(({ trigger }) => 'case' in trigger && trigger.case === id)).toBe(true);
  });

  it('finds records that only tags know, and leaves their tags to those who still need them', async () => {
    const bench = await everything();
    await bench.trigger('ConsentWithdrawn', 'li', { categories: ['nick'] });
    await bench.liveFor(HOUR);
    expect(bench.target.records(reviews)).toEqual([without(review, 'nick')]);
    expect(await bench.registry.tags(bench.ref('li'), { dataset: 'reviews', rule: 'opinions' })).toHaveLength(1);
    await bench.closeAccount('li');
    await bench.liveFor(HOUR);
    expect(bench.target.records(reviews)).toEqual([]);
    expect(await bench.registry.tags(bench.ref('li'), { dataset: 'reviews', rule: 'opinions' })).toEqual([]);
  });

  it('of what a law keeps waits, restricted, and goes on its day [P1, R-14]', async () => {
    const bench = await everything();
    bench.target.put(orders, { ...order, completed_at: completedAt });
    const { id } = await bench.trigger('ConsentWithdrawn', 'li', { categories: ['order'] });
    await bench.liveFor(HOUR);
    expect(bench.target.records(orders)).toHaveLength(1);
    expect(await stateOf(bench, id)).toBe('restricted');
    await bench.liveUntil(floorEnds);
    expect(bench.target.records(orders)).toHaveLength(1);
    await bench.liveFor(2 * DAY);
    expect(bench.target.records(orders)).toEqual([]);
    expect(await stateOf(bench, id)).toBe('completed');
  });

  it('of a whole record still takes the rest where consent to part of it is given anew before anybody looked [R-09, D-47]', async () => {
    const bench = await everything();
    const { id } = await bench.trigger('ConsentWithdrawn', 'li', { categories: ['name', 'phone', 'place'] });
    await bench.consent('li', ['place']);
    await bench.liveFor(HOUR);
    expect(bench.target.records(accounts)).toEqual([without(account, 'name', 'phone')]);
    expect(await stateOf(bench, id)).toBe('completed');
  });

  it('of one category that a law keeps is told once, remembered, and goes on its day [P1, R-08]', async () => {
    const bench = createWorkbench({ start, plan });
    const invoices = datasetIn(plan, 'invoices');
    const invoice = {
      invoice_id: 'i',
      user_id: 'li',
      created_at: start,
      completed_at: completedAt,
      title: 't',
      memo: 'm',
    };
    await bench.store(invoices, invoice);
    const { id } = await bench.trigger('ErasureRequested', 'li', { categories: ['memo'] });
    await bench.liveFor(60 * DAY);
    const told = bench.announced.filter(({ type }) => type === 'ProcessingRestricted');
    expect(told.slice(1)).toMatchObject([{ detail: { case: id, rule: '~memo', until: floorEnds } }]);
    const tags = () => bench.registry.tags(bench.ref('li'), { dataset: 'invoices', rule: '~memo' });
    expect(await tags()).toMatchObject([{ state: 'restricted', until: Date.parse(floorEnds), case: id }]);
    await bench.liveUntil(floorEnds);
    expect(bench.target.records(invoices)).toEqual([invoice]);
    await bench.liveFor(2 * DAY);
    expect(bench.target.records(invoices)).toEqual([without(invoice, 'memo')]);
    expect(await stateOf(bench, id)).toBe('completed');
    expect(await tags()).toEqual([]);
  });

  it('that a new consent lifts keeps nothing restricted, and its case does not wait for ever', async () => {
    const bench = await everything();
    bench.target.put(orders, { ...order, completed_at: completedAt });
    const { id } = await bench.trigger('ConsentWithdrawn', 'li', { categories: ['order'] });
    await bench.liveFor(DAY);
    await bench.consent('li', ['order']);
    await bench.liveUntil(Date.parse(floorEnds) + 30 * DAY);
    expect(bench.target.records(orders)).toHaveLength(1);
    expect(await stateOf(bench, id)).toBe('completed');
    expect(await bench.registry.tags(bench.ref('li'), { dataset: 'orders', rule: 'trade' })).toMatchObject([
      { state: 'kept' },
    ]);
  });

  it('of somebody whose last data it takes leaves a tombstone, not a name [R-16, C-20]', async () => {
    const bench = createWorkbench({ start, plan });
    await bench.store(reviews, review);
    const { id } = await bench.trigger('ErasureRequested', 'li', { categories: ['review', 'nick'] });
    await bench.liveFor(HOUR);
    expect(bench.target.records(reviews)).toEqual([]);
    expect(bench.known()).not.toContain('"li"');
    expect((await bench.registry.checkSubject(bench.ref('li'))).subject?.withdrawn?.nick?.case).toBe(id);
    // A backup brings it back.
    await bench.store(reviews, review);
    await bench.liveFor(HOUR);
    expect(bench.target.records(reviews)).toEqual([]);
    expect(bench.known()).not.toContain('"li"');
  });
});

describe('a record whose purpose is fulfilled', () => {
  const about = (order_id: string) => ({ dataset: 'orders', key: { order_id: { S: order_id } } });

  it('goes alone, and its case ends although others of the cluster stay [R-05, D-45, D-41]', async () => {
    const bench = await everything();
    await bench.store(reviews, { ...review, review_id: 'r2' });
    const { id } = await bench.trigger('PurposeFulfilled', 'li', {
      dataset: 'reviews',
      key: { review_id: { S: 'r1' } },
    });
    await bench.liveFor(HOUR);
    expect(bench.target.records(reviews)).toMatchObject([{ review_id: 'r2' }]);
    expect(await stateOf(bench, id)).toBe('completed');
    expect(bench.receipts).toMatchObject([{ records: 1, trigger: { kind: 'PurposeFulfilled', case: id } }]);
    expect((await bench.registry.checkSubject(bench.ref('li'))).fulfilled).toEqual([]);
    await bench.liveFor(400 * DAY);
    expect(bench.target.records(reviews)).toHaveLength(1);
    expect(bench.receipts.filter(({ dataset }) => dataset === 'reviews')).toHaveLength(1);
  });

  it('waits under its floor, restricted, and goes on its day; the cluster is not called restricted for it [P1]', async () => {
    const bench = await everything();
    bench.target.put(orders, { ...order, completed_at: completedAt });
    await bench.store(orders, { ...other, completed_at: completedAt });
    const { id } = await bench.trigger('PurposeFulfilled', 'li', about('o1'));
    await bench.liveFor(30 * DAY);
    expect(await stateOf(bench, id)).toBe('restricted');
    expect(await bench.registry.tags(bench.ref('li'), { dataset: 'orders', rule: 'trade' })).toMatchObject([
      { state: 'kept' },
    ]);
    const restricted = bench.announced.filter(({ type }) => type === 'ProcessingRestricted');
    expect(restricted.at(-1)).toMatchObject({ detail: { case: id, rule: 'trade', until: floorEnds } });
    expect(restricted, 'said once').toHaveLength(1);
    await bench.liveUntil(floorEnds);
    expect(bench.target.records(orders)).toHaveLength(2);
    await bench.liveFor(2 * DAY);
    expect(bench.target.records(orders)).toMatchObject([{ order_id: 'o2' }]);
    expect(await stateOf(bench, id)).toBe('completed');
  });

  it('and another of the same cluster: each case has its receipt, and knows it', async () => {
    const bench = await everything();
    await bench.store(reviews, { ...review, review_id: 'r2' });
    const key = (id: string) => ({ dataset: 'reviews', key: { review_id: { S: id } } });
    const [one, two] = [
      await bench.trigger('PurposeFulfilled', 'li', key('r1')),
      await bench.trigger('PurposeFulfilled', 'li', key('r2')),
    ];
    await bench.liveFor(HOUR);
    expect(bench.target.records(reviews)).toEqual([]);
    expect(new Set(bench.receipts.map(({ id }) => id)).size).toBe(2);
    for (const { id } of [one, two]) {
      const mine = bench.receipts.filter(({ trigger }) => 'case' in trigger && trigger.case === id);
      expect((await bench.registry.case(id))?.receipts).toEqual(mine.map((receipt) => receipt.id));
      expect(mine).toHaveLength(1);
      expect(await stateOf(bench, id)).toBe('completed');
    }
  });

  it('is nobody else’s: naming a record of another person erases nothing', async () => {
    const bench = await everything();
    const { id } = await bench.trigger('PurposeFulfilled', 'wang', {
      dataset: 'orders',
      key: { order_id: { S: 'o1' } },
    });
    bench.target.put(orders, { ...order, completed_at: completedAt });
    await bench.liveUntil(Date.parse(floorEnds) + 30 * DAY);
    expect(bench.target.records(orders)).toHaveLength(1);
    expect(await stateOf(bench, id)).toBe('completed');
    expect(bench.receipts.filter(({ dataset }) => dataset === 'orders')).toEqual([]);
  });
});

describe('forgetting', () => {
  it('waits while a recipient has to be told, and does not look often [R-17, D-46]', async () => {
    const recipients = { courier: { id: 'courier' } as never };
    const told = {
      ...plan,
      recipients,
      datasets: { ...plan.datasets, reviews: { ...reviews, recipients: ['courier'] } },
    };
    const bench = createWorkbench({ start, plan: told });
    await bench.store(reviews, review);
    const { id } = await bench.trigger('PurposeFulfilled', 'li', {
      dataset: 'reviews',
      key: { review_id: { S: 'r1' } },
    });
    await bench.liveFor(HOUR);
    expect(await stateOf(bench, id)).toBe('completed');
    const looks = bench.pages.length;
    await bench.liveFor(30 * DAY);
    expect(bench.known(), 'the notice needs the id').toContain('"li"');
    expect(bench.pages.length - looks).toBeLessThan(40);
    await bench.registry.escalateRecipient(id, 'courier', { at: bench.clock.now() });
    await bench.liveFor(2 * DAY);
    expect(bench.known()).not.toContain('"li"');
    expect((await bench.registry.checkSubject(bench.ref('li'))).fulfilled).toEqual([]);
  });

  it('waits for the recipients of every case, also of one whose closure came after another that stands [R-17, D-46]', async () => {
    const recipients = { courier: { id: 'courier' } as never };
    const told = {
      ...plan,
      recipients,
      datasets: { ...plan.datasets, reviews: { ...reviews, recipients: ['courier'] } },
    };
    const bench = createWorkbench({ start, plan: told });
    const first = await bench.trigger('AccountClosed', 'li');
    await bench.liveFor(HOUR);
    await bench.registry.escalateRecipient(first.id, 'courier', { at: bench.clock.now() });
    await bench.liveFor(2 * DAY);
    expect(bench.known()).not.toContain('"li"');
    const second = await bench.trigger('AccountClosed', 'li', {}, 'once more');
    await bench.liveFor(2 * DAY);
    expect(await stateOf(bench, second.id)).toBe('completed');
    expect(bench.known(), 'the notice of the second case needs the id').toContain('"li"');
    await bench.registry.escalateRecipient(second.id, 'courier', { at: bench.clock.now() });
    await bench.liveFor(2 * DAY);
    expect(bench.known()).not.toContain('"li"');
    expect((await bench.registry.subjects([bench.ref('li')])).get(bench.ref('li'))).not.toHaveProperty('telling');
  });
});
