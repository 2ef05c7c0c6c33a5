import { describe, expect, it } from 'vitest';
import { contradict, placeHold, releaseHold } from '../../lib/registry/index.ts';
import { createCaseBench, DAY, HOUR, LI, ref, referencer, START } from './case-bench.ts';

const CLOSED = { type: 'AccountClosed', id: 'closed' } as const;
const WITHDRAWN = { type: 'ConsentWithdrawn', id: 'withdrawn', categories: ['phone'] } as const;
const REOPENED = START + HOUR;

describe('an account that is opened again after its closure', () => {
  it('stays closed, but nothing is erased before a person has decided [R-13, D-51, E-29]', async () => {
    const bench = createCaseBench();
    const { id } = await bench.open(CLOSED);
    bench.advance(2 * HOUR);
    const doubted = await bench.reopen(REOPENED);
    expect(doubted).toMatchObject({ id, state: 'open', doubts: [{ at: REOPENED, what: 'AccountReopened' }] });
    const { subject, holds } = await bench.check();
    expect(subject?.closure?.case).toBe(id);
    expect(holds).toEqual([
      {
        ...{ id: `doubt-${referencer.event('reopened')}`, ground: 'doubt', authority: `event for case ${id}` },
        ...{ placedAt: START + 2 * HOUR, placedBy: 'expunge', reviewAt: START + 2 * HOUR + DAY },
      },
    ]);
    expect(bench.counts.get('Doubts')).toBe(1);
  });

  it('told again changes nothing, also after a person has released its hold', async () => {
    const bench = createCaseBench();
    await bench.open(CLOSED);
    await bench.reopen(REOPENED);
    const before = bench.contents();
    bench.advance(DAY);
    await bench.reopen(REOPENED);
    expect(bench.contents()).toEqual(before);
    const [hold] = (await bench.check()).holds;
    await releaseHold(hold?.id ?? '', 'dpo', { ...bench.office, shards: 1 });
    await bench.reopen(REOPENED);
    expect((await bench.check()).holds).toEqual([]);
    expect(bench.counts.get('Doubts')).toBe(1);
  });

  it('is parked for a person where the closure is done, and what comes now is held', async () => {
    const bench = createCaseBench();
    const { id, outstanding } = await bench.open(CLOSED);
    for (const cluster of outstanding) await bench.registry.countDown(id, cluster, 'erased');
    await bench.registry.endCase((await bench.registry.case(id)) ?? { id, deadline: 0 }, 'completed', START + 1);
    const refused = bench.reopen(REOPENED);
    await expect(refused).rejects.toMatchObject({ code: 'EVENT_CONTRADICTS', remedy: 'park' });
    await expect(refused).rejects.not.toThrow(LI);
    expect((await bench.check()).holds).toHaveLength(1);
  });

  it('before its closure was told of makes the closure wait for a person', async () => {
    const bench = createCaseBench();
    expect(await bench.reopen(REOPENED)).toBeNull();
    const { id, state, gates } = await bench.open(CLOSED);
    expect({ state, gates }).toEqual({ state: 'waiting', gates: [{ id: 'doubt' }] });
    expect([await bench.timers(), (await bench.check()).subject?.closure]).toEqual([[], undefined]);
    const decided = await bench.prove(id, { doubt: 'ticket 9: it was to be closed' });
    expect(decided.state).toBe('open');
    expect((await bench.check()).subject?.closure?.case).toBe(id);
  });

  it('makes a closure that waits for other things wait for a person too', async () => {
    const bench = createCaseBench();
    const { id } = await bench.open({ type: 'PlatformAccountCancelled' });
    expect(await bench.reopen(REOPENED)).toMatchObject({ id, doubts: [{ what: 'AccountReopened' }] });
    const { state, gates } = await bench.prove(id, { identity: 'ticket 1', contracts: 'ticket 2' });
    expect([state, gates.at(-1)]).toEqual(['waiting', { id: 'doubt' }]);
    expect([await bench.timers(), (await bench.check()).subject?.closure]).toEqual([[], undefined]);
    expect((await bench.prove(id, { doubt: 'ticket 3' })).state).toBe('open');
  });

  it('and was closed once more after that is closed', async () => {
    const bench = createCaseBench();
    await bench.reopen(START - DAY);
    expect((await bench.open(CLOSED)).state).toBe('open');
    expect((await bench.check()).holds).toEqual([]);
  });

  it('is refused where no policy of that id is deployed', async () => {
    const bench = createCaseBench();
    const event = { type: 'AccountReopened', id: 'r', policy: 'bank', subject: LI, reopenedAt: START } as const;
    await expect(contradict(event, bench.office)).rejects.toMatchObject({ code: 'EVENT_UNKNOWN_POLICY' });
  });
});

describe('a consent', () => {
  it('is kept with its version, its time and its evidence [R-22, A-02, C-02, D-02, E-02]', async () => {
    const bench = createCaseBench();
    expect(await bench.consent(START, ['phone'])).toBeNull();
    expect((await bench.check()).subject).toEqual({
      ...{ ref, policy: 'shop', turn: 1, consented: { phone: START } },
      consents: { '2.0': { at: START, evidence: 'consent log 12' } },
    });
  });

  it('lifts what was withdrawn of its categories before it, and nothing else [R-09]', async () => {
    const bench = createCaseBench();
    await bench.open({ ...WITHDRAWN, categories: ['phone', 'address', 'review'] });
    await bench.open({ ...WITHDRAWN, id: 'later', receivedAt: START + 2 * HOUR, categories: ['review'] });
    bench.advance(3 * HOUR);
    await bench.consent(START + HOUR, ['phone', 'review']);
    const { withdrawn } = (await bench.check()).subject ?? {};
    expect(Object.keys(withdrawn ?? {})).toEqual(['address', 'review']);
    expect(withdrawn?.review?.case).toBe(referencer.case('shop', 'later'));
  });

  it('to one category never touches a closure, nor doubts it', async () => {
    const bench = createCaseBench();
    await bench.open(CLOSED);
    expect(await bench.consent(REOPENED, ['phone'])).toBeNull();
    const { subject, holds } = await bench.check();
    expect([subject?.closure?.at, holds]).toEqual([START, []]);
  });

  it('to everything after a closure contradicts it, and lifts nothing of it [R-13]', async () => {
    const bench = createCaseBench();
    const { id } = await bench.open(CLOSED);
    expect(await bench.consent(REOPENED)).toMatchObject({ id, doubts: [{ at: REOPENED, what: 'ConsentGiven' }] });
    const { subject, holds } = await bench.check();
    expect(subject?.closure?.case).toBe(id);
    expect(holds).toMatchObject([{ ground: 'doubt', authority: `event for case ${id}` }]);
  });

  it('that was given before the closure, and told of after it, contradicts nothing', async () => {
    const bench = createCaseBench();
    await bench.open(CLOSED);
    expect(await bench.consent(START - DAY)).toBeNull();
    expect((await bench.check()).holds).toEqual([]);
  });

  it('that is known makes an older withdrawal wait for a person [R-09]', async () => {
    const bench = createCaseBench();
    await bench.consent(START + HOUR, ['phone']);
    const { id, state, gates } = await bench.open({ ...WITHDRAWN, categories: ['phone', 'address'] });
    expect({ state, gates }).toEqual({ state: 'waiting', gates: [{ id: 'doubt' }] });
    expect([await bench.timers(), (await bench.check()).subject?.withdrawn]).toEqual([[], undefined]);
    await bench.prove(id, { doubt: 'ticket 9' });
    expect(Object.keys((await bench.check()).subject?.withdrawn ?? {})).toEqual(['address', 'phone']);
    expect(await bench.timers()).toEqual(['logs#~address', 'orders#phones']);
  });

  it('that comes while a withdrawal waits makes it wait for a person too', async () => {
    const bench = createCaseBench();
    const { id } = await bench.open({ type: 'ErasureRequested', categories: ['phone'] });
    await bench.consent(START + HOUR, ['phone']);
    const { state, gates } = await bench.prove(id, { identity: 'ticket 1' });
    expect([state, gates.at(-1)]).toEqual(['waiting', { id: 'doubt' }]);
    expect(await bench.timers()).toEqual([]);
  });

  it('told again changes nothing, and an older one of the same version neither', async () => {
    const bench = createCaseBench();
    await bench.consent(START, ['phone']);
    const before = bench.contents();
    await bench.consent(START, ['phone']);
    await bench.consent(START - DAY, ['phone'], { id: 'older' });
    expect(bench.contents()).toEqual(before);
  });

  it('to a category that the policy does not store is refused', async () => {
    const bench = createCaseBench();
    const refused = bench.consent(START, ['phone', 'constructor']);
    await expect(refused).rejects.toMatchObject({ code: 'EVENT_UNKNOWN_SCOPE', remedy: 'park' });
    expect(bench.contents()).toEqual([]);
  });
});

describe('people', () => {
  it('place no hold on the ground of a doubt, whatever their policy says [R-14]', async () => {
    const bench = createCaseBench();
    const order = {
      ...{ id: 'mine', on: { policy: 'shop', subject: LI }, ground: 'doubt' },
      ...{ authority: 'court', by: 'dpo', reviewAt: START + DAY },
    };
    const shop = bench.office.plan.policies.shop;
    if (!shop) throw new Error('the sample has a shop');
    const plan = { ...bench.office.plan, policies: { shop: { ...shop, grounds: { doubt: '6.7' } } } };
    await expect(placeHold(order, { ...bench.office, plan, shards: 1 })).rejects.toMatchObject({
      code: 'HOLD_INVALID',
    });
    expect(bench.contents()).toEqual([]);
  });
});
