import { describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/open-case/handler.ts';
import type { Announcement } from '../../lib/announcements.ts';
import { bindingDigest } from '../../lib/evidence/binding.ts';
import { createEpochKey } from '../../lib/evidence/epochs/index.ts';
import type { Plan } from '../../lib/policy/plan.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { samplePlan } from '../erasure/sample-plan.ts';
import { requestPlan } from '../registry/request-plan.ts';
import { batchOf, busEvent, clock, codes, createWatch, message, referencer } from './messages.ts';

const closure = { id: 'closure-1', policy: 'shop', subject: 'li', receivedAt: '2026-03-01T08:00:00+08:00' };
const closed = (more = {}) => busEvent('AccountClosed', { ...closure, ...more });

const epoch = createEpochKey('2026', Buffer.alloc(32, 1));

function createOffice(datasets: Plan['datasets'] = samplePlan.datasets, policies = samplePlan.policies) {
  const watch = createWatch();
  const announced: Announcement[] = [];
  const registry = memoryRegistry({ shards: 1 });
  const deps = {
    ...watch,
    plan: { ...samplePlan, datasets, policies },
    registry,
    clock,
    references: async () => referencer,
    epoch: async () => epoch,
    bus: { announce: async (news: readonly Announcement[]) => void announced.push(...news) },
  };
  return { ...watch, registry, announced, deps, handle: createHandler(deps) };
}

describe('the open-case function', () => {
  it('opens a case for each closure in the batch', async () => {
    const office = createOffice();
    const answer = await office.handle(
      batchOf(message(closed(), '1'), message(closed({ id: 'closure-2', subject: 'wang' }), '2')),
    );
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(await office.registry.case(referencer.case('shop', 'closure-1'))).toMatchObject({ state: 'open' });
    expect(await office.registry.case(referencer.case('shop', 'closure-2'))).toMatchObject({ state: 'open' });
    expect(office.announced).toHaveLength(4);
  });

  it.each([
    ['is no JSON', 'li 13912345678', 'EVENT_NOT_JSON'],
    ['lacks its subject', closed({ subject: undefined }), 'EVENT_INCOMPLETE'],
    ['is of another kind', busEvent('AccountMerged', closure), 'EVENT_UNKNOWN_TYPE'],
    [
      'is no trigger',
      busEvent('PersonalDataStored', { dataset: 'logs', subject: 'li', times: {} }),
      'EVENT_UNKNOWN_TYPE',
    ],
    ['names no policy of ours', closed({ policy: 'bank' }), 'EVENT_UNKNOWN_POLICY'],
    ['comes from the future', closed({ receivedAt: '2027-01-01T00:00:00Z' }), 'EVENT_FROM_THE_FUTURE'],
  ])('parks an event that %s, and opens the case after it', async (_, body, code) => {
    const office = createOffice();
    const answer = await office.handle(batchOf(message(body, '1'), message(closed({ id: 'other' }), '2')));
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(office.letters).toMatchObject([{ code, kept: 'parked/Triggers/1' }]);
    expect(JSON.stringify(office.letters)).not.toMatch(/li |139|"li"/);
    expect(office.announced).toHaveLength(2);
  });

  it('has evidence name the subject under the epoch of that time, and nothing else of the case', async () => {
    const office = createOffice();
    await office.handle(batchOf(message(closed(), '1')));
    const known = await office.registry.case(referencer.case('shop', 'closure-1'));
    expect(known?.evidence).toMatchObject(epoch.reference('shop', 'li'));
    const salt = epoch.bindingSalt(known?.id ?? '');
    const { digest, iterations } = known?.evidence.binding ?? { digest: '', iterations: 1 };
    expect(digest).toBe(await bindingDigest('shop', 'li', salt, iterations));
  });

  it('notes what a recipient confirms, and parks what it confirms for nobody', async () => {
    const { logs } = samplePlan.datasets;
    if (!logs) throw new Error('the sample has logs');
    const office = createOffice({ logs: { ...logs, recipients: ['courier'] } });
    const id = referencer.case('shop', 'closure-1');
    const said = { id: 'answer', case: id, recipient: 'courier', confirmedAt: '2026-03-01T00:00:00Z' };
    const answer = (more = {}) => busEvent('RecipientConfirmed', { ...said, ...more });
    await office.handle(batchOf(message(closed(), '1')));
    await office.registry.beginTelling(id, 'courier', { number: 1, confirmBy: 9e12, next: 9e12 });
    const batch = batchOf(
      message(answer({ recipient: 'baker' }), '2'),
      message(answer({ case: 'A'.repeat(22) }), '3'),
      message(answer(), '4'),
    );
    expect(await office.handle(batch)).toEqual({ batchItemFailures: [] });
    expect(office.letters).toMatchObject([
      { code: 'EVENT_UNKNOWN_RECIPIENT', kept: 'parked/Triggers/2', place: 'shop' },
      { code: 'EVENT_UNKNOWN_CASE', kept: 'parked/Triggers/3' },
    ]);
    const confirmedAt = Date.parse(said.confirmedAt);
    expect((await office.registry.case(id))?.recipients).toEqual(
      [{ id: 'courier', confirmedAt }].map((one) => expect.objectContaining(one)),
    );
  });

  it('takes every event of a case to what it is for [R-05, R-12, R-29]', async () => {
    const office = createOffice(requestPlan.datasets, requestPlan.policies);
    const idOf = (event: string) => referencer.case('shop', event);
    const trigger = (type: string, id: string, more = {}) => busEvent(type, { ...closure, id, ...more });
    const told = [
      trigger('ConsentWithdrawn', 'w', { categories: ['phone'], channel: 'mail' }),
      trigger('PurposeFulfilled', 'f', { dataset: 'orders', key: { order_id: { S: 'o-1' } } }),
      trigger('ErasureRequested', 'e', { categories: ['address'] }),
      busEvent('PreconditionsMet', {
        ...{ id: 'p', case: idOf('e'), preconditions: { identity: 'ticket 1' }, metAt: '2026-03-01T09:00:00+08:00' },
      }),
      busEvent('ConsentGiven', {
        ...{ id: 'g', policy: 'shop', subject: 'li', categories: ['phone'] },
        ...{ version: '2.0', evidence: 'log 12', givenAt: '2026-03-01T10:00:00+08:00' },
      }),
      trigger('AccountClosed', 'c'),
      busEvent('AccountReopened', { id: 'r', policy: 'shop', subject: 'li', reopenedAt: '2026-03-01T11:00:00+08:00' }),
      busEvent('ServiceShutDown', { id: 's', policy: 'shop', receivedAt: '2026-03-01T11:00:00+08:00' }),
    ];
    expect(await office.handle(batchOf(...told.map((body, n) => message(body, `${n}`))))).toEqual({
      batchItemFailures: [],
    });
    expect(office.letters).toEqual([]);
    const cases = await office.registry.cases(['w', 'f', 'e', 'c'].map(idOf));
    expect(cases.map(({ trigger, channel, state, doubts }) => [trigger, channel, state, doubts.length])).toEqual([
      ['ConsentWithdrawn', 'mail', 'open', 0],
      ['PurposeFulfilled', 'app', 'open', 0],
      ['ErasureRequested', 'app', 'open', 0],
      ['AccountClosed', 'app', 'open', 1],
    ]);
    const check = await office.registry.checkSubject(referencer.subject('shop', 'li'));
    expect(Object.keys(check.subject?.withdrawn ?? {}), 'a consent lifted the other').toEqual(['address']);
    expect(check.fulfilled).toMatchObject([{ key: '{"order_id":{"S":"o-1"}}' }]);
    expect(check.holds).toMatchObject([{ ground: 'doubt', authority: `event for case ${idOf('c')}` }]);
    expect(await office.registry.shutDowns()).toMatchObject([{ policy: 'shop' }]);
  });

  it('asks for all key attributes of a record', async () => {
    const office = createOffice(requestPlan.datasets, requestPlan.policies);
    const short = { ...closure, dataset: 'orders', key: { customer: { S: 'li' } } };
    await office.handle(batchOf(message(busEvent('PurposeFulfilled', short))));
    expect(office.letters).toMatchObject([{ code: 'EVENT_INCOMPLETE', place: 'orders' }]);
    expect(office.letters[0]?.message).toContain('`key` with order_id');
  });

  it('has nothing done again but what failed', async () => {
    const office = createOffice();
    const { announce } = office.deps.bus;
    let calls = 0;
    const handle = createHandler({
      ...office.deps,
      bus: {
        announce: (news) => (++calls === 1 ? Promise.reject(new Error('bus')) : announce(news)),
      },
    });
    const answer = await handle(
      batchOf(message(closed(), '1'), message(closed({ id: 'closure-2', subject: 'wang' }), '2')),
    );
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    await handle(batchOf(message(closed(), '1', 2)));
    expect(office.announced).toHaveLength(4);
    expect(office.counts.get('CasesOpened')).toBe(2);
  });

  it('gives messages up into the parking place also when the key is what fails', async () => {
    const office = createOffice();
    const references = () => Promise.reject(new Error('KMS'));
    const handle = createHandler({ ...office.deps, references });
    const answer = await handle(batchOf(message(closed(), '1', 1), message(closed(), '2', 4)));
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect(office.letters).toMatchObject([{ code: 'GIVEN_UP', kept: 'parked/Triggers/2' }]);
    expect(codes(office.faults)).toEqual(['Error', 'Error']);
  });
});
