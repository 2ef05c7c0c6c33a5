import { describe, expect, it } from 'vitest';
import type { CaseRequest } from '../../lib/registry/index.ts';
import { createCaseBench, DAY, LI, ref, referencer, START } from './case-bench.ts';
import { requestPlan } from './request-plan.ts';

const WITHDRAWN = { type: 'ConsentWithdrawn' } as const;
const ORDER = { order_id: { S: 'o-1' } };

describe('a withdrawal', () => {
  it('of named categories has a timer for each of their clusters alone [R-06, A-22, D-48]', async () => {
    const bench = createCaseBench();
    const opened = await bench.open({ ...WITHDRAWN, categories: ['phone', 'address', 'phone'] });
    expect(opened).toMatchObject({
      trigger: 'ConsentWithdrawn',
      scope: { kind: 'categories', categories: ['address', 'phone'] },
      state: 'open',
    });
    expect(await bench.timers()).toEqual(['logs#~address', 'orders#phones']);
    expect([...opened.outstanding].sort()).toEqual(['logs#~address', 'orders#phones']);
  });

  it('of all categories of a cluster has the cluster itself, not its parts', async () => {
    const bench = createCaseBench();
    await bench.open({ ...WITHDRAWN, categories: ['activity', 'address'] });
    expect(await bench.timers()).toEqual(['logs#short']);
  });

  it('that completes earlier ones takes the records themselves: nobody else would come back for their keys', async () => {
    const bench = createCaseBench();
    await bench.open({ ...WITHDRAWN, categories: ['address'] });
    const second = await bench.open({ ...WITHDRAWN, id: 'w2', categories: ['activity'] });
    expect(second.outstanding).toEqual(['logs#short']);
    expect(await bench.timers()).toEqual(['logs#short', 'logs#~address']);
  });

  it('of nothing named is of everything its trigger covers, and of nothing else', async () => {
    const bench = createCaseBench();
    const opened = await bench.open(WITHDRAWN);
    expect(opened.scope).toEqual({ kind: 'account' });
    expect(await bench.timers()).toEqual(['logs#short', 'orders#phones', 'reviews#short']);
    const { subject } = await bench.check();
    expect(Object.keys(subject?.withdrawn ?? {})).toEqual(['activity', 'address', 'phone', 'review']);
    expect(subject?.closure).toBeUndefined();
  });

  it('leaves a mark that keeps the categories from being collected again [R-09, D-48, E-26]', async () => {
    const bench = createCaseBench();
    const { id, deadline } = await bench.open({ ...WITHDRAWN, categories: ['phone'] });
    expect((await bench.check()).subject).toEqual({
      ...{ ref, policy: 'shop', id: LI, turn: 1 },
      withdrawn: { phone: { case: id, trigger: 'ConsentWithdrawn', at: START, deadline } },
    });
  });

  it('restricts at once what it is about, before anything is erased [R-08, D-47, E-25]', async () => {
    const bench = createCaseBench();
    const { id } = await bench.open({ ...WITHDRAWN, categories: ['phone'] });
    expect(bench.announced.map(({ type }) => type)).toEqual(['ErasureScheduled', 'ProcessingRestricted']);
    expect(bench.announced[1]?.detail).toEqual({
      ...{ policy: 'shop', subject: LI, case: id, categories: ['phone'] },
      ...{ dataset: null, rule: null, law: null, until: null },
    });
  });

  it('of a permission is of what is collected by it, as far as its trigger covers that [R-06, B-10, D-25]', async () => {
    const bench = createCaseBench();
    const location = await bench.open({ type: 'PermissionRevoked', permission: 'location' });
    expect(location.scope).toEqual({ kind: 'categories', categories: ['address'] });
    const contacts = await bench.open({ type: 'PermissionRevoked', id: 'p2', permission: 'contacts' });
    expect(contacts.scope, 'orders are no business of this trigger').toEqual({
      kind: 'categories',
      categories: ['phone'],
    });
    expect(await bench.timers()).toEqual(['logs#~address', 'orders#phones']);
  });

  it('of a plug-in is of what it collects [R-06, B-08]', async () => {
    const bench = createCaseBench();
    const { scope } = await bench.open({ type: 'PermissionRevoked', plugin: 'chat' });
    expect(scope).toEqual({ kind: 'categories', categories: ['phone'] });
  });

  it('of a permission of which nothing is stored is done at once, and blocks it all the same', async () => {
    const bench = createCaseBench();
    const { state, completedAt } = await bench.open({ type: 'PermissionRevoked', permission: 'camera' });
    expect({ state, completedAt }).toEqual({ state: 'completed', completedAt: START });
    expect(Object.keys((await bench.check()).subject?.withdrawn ?? {})).toEqual(['photo']);
    expect(await bench.timers()).toEqual([]);
  });

  it('that comes twice under two ids is two cases, and the later mark stands, in whatever order they come', async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const bench = createCaseBench();
      for (const n of order) {
        await bench.open({ ...WITHDRAWN, id: `w${n}`, receivedAt: START - n * DAY, categories: ['phone'] });
      }
      expect((await bench.check()).subject?.withdrawn).toMatchObject({
        phone: { case: referencer.case('shop', 'w0') },
      });
      expect(await bench.timers()).toEqual(['orders#phones', 'orders#phones']);
    }
  });
});

describe('a closure', () => {
  it('by a guardian deletes what other triggers would only anonymise [R-05, R-23, A-26, D-61]', async () => {
    const bench = createCaseBench();
    const { id } = await bench.open({ type: 'GuardianRequest', channel: 'phone' });
    expect(await bench.timers()).toEqual(['logs#short', 'orders#!phones', 'orders#trade', 'reviews#short']);
    expect((await bench.check()).subject?.closure).toMatchObject({ case: id, action: 'delete' });
    expect((await bench.registry.case(id))?.channel).toBe('phone');
  });

  it('after another adds to it, and the earlier stands, in whatever order they come', async () => {
    const closures = [
      { type: 'GuardianRequest', id: 'c2', receivedAt: START },
      { type: 'AccountClosed', id: 'c1', receivedAt: START - DAY },
    ] as const;
    for (const order of [closures, [...closures].reverse()]) {
      const bench = createCaseBench();
      for (const one of order) await bench.open(one);
      expect((await bench.check()).subject?.closure).toMatchObject({
        ...{ case: referencer.case('shop', 'c1'), trigger: 'AccountClosed', at: START - DAY },
        ...{ action: 'delete', covers: ['phones', 'short', 'trade'] },
      });
    }
  });

  it('of the service is one of each of its subjects [R-26, A-16, C-39, D-29]', async () => {
    const bench = createCaseBench();
    const { id } = await bench.open({ type: 'ServiceShutDown' });
    expect((await bench.check()).subject?.closure).toMatchObject({ case: id, trigger: 'ServiceShutDown' });
  });
});

describe('a purpose that is fulfilled', () => {
  it('covers one record, in each cluster of its dataset that its trigger covers [R-05, A-09, D-45]', async () => {
    const bench = createCaseBench();
    const opened = await bench.open({ type: 'PurposeFulfilled', dataset: 'orders', key: ORDER });
    const record = referencer.record('orders', '["o-1"]');
    expect(opened.scope).toEqual({ kind: 'record', dataset: 'orders', record });
    const timers = await bench.registry.urgentTimers(
      { action: 'delete', shard: 0 },
      { after: '', until: { startedAt: 9e12 }, limit: 9 },
    );
    expect(timers).toMatchObject([{ dataset: 'orders', rule: 'trade', record, case: opened.id }]);
    expect((await bench.check()).fulfilled).toEqual([
      {
        ...{ dataset: 'orders', record, key: '["o-1"]', case: opened.id, trigger: 'PurposeFulfilled' },
        ...{ covers: ['trade'], at: START, deadline: opened.deadline },
      },
    ]);
  });

  it('leaves the rest of the account as it is, and restricts nothing', async () => {
    const bench = createCaseBench();
    await bench.open({ type: 'PurposeFulfilled', dataset: 'orders', key: ORDER });
    expect((await bench.check()).subject).toEqual({ ref, policy: 'shop', id: LI, turn: 1 });
    expect(bench.announced.map(({ type }) => type)).toEqual(['ErasureScheduled']);
  });

  it('has the record’s key nowhere but with the record it covers', async () => {
    const bench = createCaseBench();
    await bench.open({ type: 'PurposeFulfilled', dataset: 'orders', key: ORDER });
    const naming = bench.contents().filter((row) => JSON.stringify(row).includes('o-1'));
    expect(naming.map(({ sk }) => sk)).toEqual([`PURPOSE#orders#${referencer.record('orders', '["o-1"]')}`]);
  });
});

describe('a trigger that cannot be', () => {
  const unknown: Partial<CaseRequest>[] = [
    { type: 'ConsentWithdrawn', categories: ['phone', 'biometrics'] },
    { type: 'ConsentWithdrawn', categories: ['constructor'] },
    { type: 'PermissionRevoked', permission: 'microphone' },
    { type: 'PermissionRevoked', permission: 'constructor' },
    { type: 'PermissionRevoked', plugin: 'games' },
  ];
  const uncovered: Partial<CaseRequest>[] = [
    { type: 'ConsentWithdrawn', categories: ['order'] },
    { type: 'ConsentWithdrawn', categories: ['order', 'phone'] },
    { type: 'ConsentWithdrawn', permission: 'location' },
    { type: 'PermissionRevoked' },
    { type: 'AccountClosed', categories: ['phone'] },
    { type: 'PurposeFulfilled' },
    { type: 'UnlawfulProcessing' },
    { type: 'AccountClosed', preconditions: { identity: 'ticket 1' } },
    { type: 'PlatformAccountCancelled', preconditions: { identity: 'ticket 1', mood: 'good' } },
  ];
  const elsewhere: Partial<CaseRequest>[] = [
    { type: 'PurposeFulfilled', dataset: 'carts', key: ORDER },
    { type: 'PurposeFulfilled', dataset: 'constructor', key: ORDER },
  ];
  const incomplete: Partial<CaseRequest>[] = [
    { type: 'PurposeFulfilled', dataset: 'orders', object: 'o-1' },
    { type: 'ErasureRequested', dataset: 'orders', key: ORDER },
  ];
  it.each([
    ...unknown.map((given) => ['EVENT_UNKNOWN_SCOPE', given] as const),
    ...uncovered.map((given) => ['EVENT_NOT_COVERED', given] as const),
    ...elsewhere.map((given) => ['EVENT_UNKNOWN_DATASET', given] as const),
    ...incomplete.map((given) => ['EVENT_INCOMPLETE', given] as const),
  ])('is refused with %s, and nothing is written: %j', async (code, given) => {
    const bench = createCaseBench();
    const refused = bench.open(given as Parameters<typeof bench.open>[0]);
    await expect(refused).rejects.toMatchObject({ code, remedy: 'park' });
    await expect(refused).rejects.not.toThrow(/li-139|o-1|biometrics|microphone|mood/);
    expect([bench.contents(), bench.announced]).toEqual([[], []]);
  });

  it('is refused where its dataset is of another policy', async () => {
    const { orders } = requestPlan.datasets;
    if (!orders) throw new Error('the sample has orders');
    const datasets = { ...requestPlan.datasets, orders: { ...orders, policy: 'bank' } };
    const bench = createCaseBench({ plan: { ...requestPlan, datasets } });
    const refused = bench.open({ type: 'PurposeFulfilled', dataset: 'orders', key: ORDER });
    await expect(refused).rejects.toMatchObject({ code: 'EVENT_UNKNOWN_DATASET' });
  });
});

describe('a trigger told again', () => {
  const first = { type: 'ConsentWithdrawn', id: 'w', categories: ['phone'] } as const;

  it.each([
    ['of another kind', { ...first, type: 'ErasureRequested' }],
    ['about more', { ...first, categories: ['phone', 'address'] }],
    ['about everything', { ...first, categories: undefined }],
    ['of another subject', { ...first, subject: 'wang' }],
  ] as const)('under the same id, %s, contradicts and changes nothing', async (_, second) => {
    const bench = createCaseBench();
    await bench.open(first);
    const before = bench.contents();
    await expect(bench.open(second)).rejects.toMatchObject({ code: 'EVENT_CONTRADICTS', place: 'shop' });
    expect(bench.contents()).toEqual(before);
    expect(bench.announced).toHaveLength(2);
  });

  it('with its categories in another order is the same', async () => {
    const bench = createCaseBench();
    const { id } = await bench.open({ ...first, categories: ['phone', 'address'] });
    const before = bench.contents();
    expect((await bench.open({ ...first, categories: ['address', 'phone', 'phone'] })).id).toBe(id);
    expect(bench.contents()).toEqual(before);
  });

  it('after a consent has lifted it restricts nothing any more', async () => {
    const bench = createCaseBench();
    await bench.open(first);
    await bench.consent(START + DAY, ['phone']);
    await bench.open(first);
    expect(bench.announced.map(({ type }) => type)).toEqual([
      'ErasureScheduled',
      'ProcessingRestricted',
      'ErasureScheduled',
    ]);
    expect((await bench.check()).subject?.withdrawn).toBeUndefined();
  });
});
