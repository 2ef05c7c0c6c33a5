import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHandler, type ToldShutDown } from '../../functions/case/handler.ts';
import { answeringRefusals } from '../../functions/wiring/refusal.ts';
import { createEpochKey } from '../../lib/evidence/epochs/index.ts';
import type { CaseLine, CaseView, ReplyView } from '../../lib/registry/desk/index.ts';
import { createReferencer } from '../../lib/registry/index.ts';
import { logs, orders } from '../erasure/sample-plan.ts';
import { DAY, HOUR } from '../erasure/workbench.ts';
import { createDeskWorld, START } from '../registry/desk/desk-world.ts';
import { sampleHold } from '../registry/sample-hold.ts';

const LI = 'canary-li-13912345678';
const referencer = createReferencer(Buffer.from('registry key'));
const epoch = createEpochKey('2026', Buffer.alloc(32, 1));

function createDesk(options: Parameters<typeof createDeskWorld>[0] = {}) {
  const world = createDeskWorld(options);
  const { plan, registry, clock, bus, meter } = world.office;
  const handle = createHandler({
    plan,
    registry,
    clock,
    bus,
    meter,
    references: async () => referencer,
    epoch: async () => epoch,
  });
  const answering = answeringRefusals((event: unknown) => handle(event), ['refuse', 'park']);
  const ask = (event: unknown) => answering(event, undefined);
  return {
    ...world,
    ask,
    view: async (event: unknown) => ((await ask(event)) as { case: CaseView }).case,
    reply: async (event: unknown) => ((await ask(event)) as { reply: ReplyView }).reply,
    list: async (more: object = {}) =>
      (await ask({ command: 'case list', state: null, policy: null, after: '', ...more })) as {
        cases: readonly CaseLine[];
        next: string | null;
      },
  };
}

const detail = { id: 'letter-7', policy: 'shop', subject: LI, receivedAt: START, channel: 'letter' };
const open = (more: object = {}, trigger = 'AccountClosed') => ({
  command: 'case open',
  trigger,
  detail: { ...detail, ...more },
});
const ID = referencer.case('shop', 'letter-7');
const BY = 'data protection officer';

describe('case open', () => {
  it('answers the case as it stands, with what it waits for [R-12, R-29, D-49, D-50, E-27, E-28]', async () => {
    const desk = createDesk();
    expect(await desk.view(open())).toEqual({
      case: ID,
      policy: 'shop',
      policyVersion: '2026-01-01',
      trigger: 'AccountClosed',
      scope: 'the whole account',
      channel: 'letter',
      state: 'waiting',
      receivedAt: '2026-03-02T01:00:00.000Z',
      blocked: ['gate identity: not met', 'gate obligations: not met'],
      gates: [
        { id: 'identity', clause: '6.3.1', metAt: null, evidence: null },
        { id: 'obligations', clause: '6.3.1', metAt: null, evidence: null },
      ],
      doubts: [],
      deadline: { at: '2026-03-23T16:00:00.000Z', provisional: true, left: 1_868_400 },
      replies: [
        {
          id: 'request',
          kind: 'request',
          about: null,
          receivedAt: '2026-03-02T01:00:00.000Z',
          deadline: { at: '2026-03-23T16:00:00.000Z', provisional: false, left: 1_868_400 },
          answer: null,
        },
      ],
      outstanding: [],
      restricted: [],
      holds: [],
      recipients: [],
      certificates: [],
      decisions: [],
      fee: null,
      earlierRequests: { count: 0, cases: [] },
    });
  });

  it('does what the event on the bus would do, and told twice it is one case [R-29, B-12, C-16]', async () => {
    const desk = createDesk();
    const first = await desk.view(open({ channel: 'mail' }, 'ErasureRequested'));
    expect(await desk.view(open({ channel: 'mail' }, 'ErasureRequested'))).toEqual(first);
    expect(first).toMatchObject({ state: 'open', outstanding: expect.arrayContaining(['logs#short']) });
    await desk.bench.liveFor(HOUR);
    expect(await desk.view({ command: 'case show', case: first.case })).toMatchObject({ state: 'completed' });
  });

  it('lists what may not be erased yet with its law and the day it goes [D-51, R-14]', async () => {
    const desk = createDesk();
    const order = {
      order_id: 'o1',
      user_id: LI,
      created_at: '2026-01-02T00:00:00Z',
      completed_at: '2026-01-10T00:00:00Z',
    };
    await desk.bench.store(orders, order);
    await desk.ask(open({}, 'ErasureRequested'));
    await desk.bench.liveFor(HOUR);
    const { cases } = await desk.list({ state: 'restricted' });
    expect(cases).toMatchObject([{ case: ID, state: 'restricted' }]);
    expect((await desk.view({ command: 'case show', case: ID })).restricted).toEqual([
      { cluster: 'orders#trade', law: 'E-commerce Law Art. 31', until: '2029-01-10T16:00:00.000Z' },
    ]);
  });

  it('takes one category, and what has been proven already', async () => {
    const desk = createDesk();
    const one = await desk.view(open({ categories: ['logs-short'] }, 'ErasureRequested'));
    expect(one).toMatchObject({ scope: 'logs-short', outstanding: ['logs#short'] });
    const other = await desk.view(
      open({ id: 'letter-8', preconditions: { identity: 'ticket 9', obligations: 'ticket 10' } }),
    );
    expect(other).toMatchObject({
      state: 'open',
      blocked: [],
      gates: [{ evidence: 'ticket 9' }, { evidence: 'ticket 10' }],
    });
  });

  it.each([
    ['a trigger that there is not', open({}, 'AccountEaten'), 'EVENT_UNKNOWN_TYPE'],
    ['an event that is no trigger', open({}, 'ConsentGiven'), 'EVENT_UNKNOWN_TYPE'],
    ['a trigger that the policy does not have', open({}, 'GuardianRequest'), 'EVENT_NOT_COVERED'],
    ['a policy that is not deployed', open({ policy: 'bank' }), 'EVENT_UNKNOWN_POLICY'],
    ['no subject', open({ subject: undefined }), 'EVENT_INCOMPLETE'],
    ['a category that there is not', open({ categories: ['nothing'] }, 'ErasureRequested'), 'EVENT_UNKNOWN_SCOPE'],
    ['a member misspelled, which would make it about everything', open({ category: ['x'] }), 'EVENT_INCOMPLETE'],
    ['a receipt in the future', open({ receivedAt: '2027-01-01T00:00:00Z' }), 'EVENT_FROM_THE_FUTURE'],
    [
      'the end of a service that the policy says nothing of',
      open({ subject: undefined, channel: undefined }, 'ServiceShutDown'),
      'EVENT_NOT_COVERED',
    ],
    ['the end of a service of one subject', open({}, 'ServiceShutDown'), 'EVENT_INCOMPLETE'],
  ])('answers with its code %s, and writes nothing', async (_, order, code) => {
    const desk = createDesk();
    const answer = await desk.ask(order);
    expect(answer).toMatchObject({ error: { code } });
    expect(JSON.stringify(answer)).not.toContain('canary');
    expect(desk.bench.written()).toEqual([]);
  });

  it('answers with its code an id that was another request’s', async () => {
    const desk = createDesk();
    await desk.ask(open());
    expect(await desk.ask(open({ subject: 'canary-wang' }))).toMatchObject({ error: { code: 'EVENT_CONTRADICTS' } });
  });

  it('notes the end of a service, and its proofs [R-26]', async () => {
    const { shop } = createDeskWorld().bench.plan.policies;
    const ServiceShutDown = {
      ...(shop?.triggers.AccountClosed as NonNullable<NonNullable<typeof shop>['triggers']['AccountClosed']>),
      scopes: ['all subjects'] as const,
      gates: [{ id: 'notice', clause: '2.9.2' }],
    };
    const desk = createDesk({ policy: { triggers: { ServiceShutDown } } });
    const end = {
      command: 'case open',
      trigger: 'ServiceShutDown',
      detail: { id: 'end', policy: 'shop', receivedAt: START },
    };
    const { shutDown } = (await desk.ask(end)) as { shutDown: ToldShutDown };
    expect(shutDown).toMatchObject({ policy: 'shop', missing: ['notice'], deadline: expect.any(String) });
    const meet = { command: 'case meet', case: shutDown.id, gate: 'notice', evidence: 'page 1', by: BY };
    expect(await desk.ask(meet)).toMatchObject({ shutDown: { id: shutDown.id, missing: [] } });
    expect(await desk.registry.shutDown('shop')).toMatchObject({ gates: [{ evidence: `page 1 (${BY})` }] });
  });
});

describe('case meet', () => {
  const meet = (gate: string, more: object = {}) => ({
    command: 'case meet',
    case: ID,
    gate,
    evidence: `ticket of ${gate}`,
    by: BY,
    ...more,
  });

  it('notes a proof with where it is and who looked, and with the last of them the erasing begins [R-12, R-18, D-50]', async () => {
    const desk = createDesk();
    await desk.bench.store(logs, { user_id: LI, at: START, created_at: START, used_at: START });
    await desk.ask(open());
    await desk.bench.liveFor(DAY);
    expect(desk.bench.target.records(logs), 'nothing before the gates').toHaveLength(1);
    const half = await desk.view(meet('identity'));
    expect(half).toMatchObject({
      state: 'waiting',
      blocked: ['gate obligations: not met'],
      gates: [{ metAt: '2026-03-03T01:00:00.000Z', evidence: `ticket of identity (${BY})` }, { metAt: null }],
    });
    expect(await desk.view(meet('obligations'))).toMatchObject({ state: 'open', blocked: [] });
    await desk.bench.liveFor(HOUR);
    expect(desk.bench.target.records(logs)).toEqual([]);
  });

  it('answers with its code a gate or a case that there is not', async () => {
    const desk = createDesk();
    await desk.ask(open());
    expect(await desk.ask(meet('colour'))).toMatchObject({ error: { code: 'EVENT_NOT_COVERED' } });
    expect(await desk.ask(meet('identity', { case: 'x'.repeat(22) }))).toMatchObject({
      error: { code: 'EVENT_UNKNOWN_CASE' },
    });
  });
});

describe('case show and case list', () => {
  it('show what stands in the way: holds on the subject, its policy and its datasets, while they are in force [R-12, R-14]', async () => {
    const desk = createDesk();
    await desk.ask(open({}, 'ErasureRequested'));
    const ref = referencer.subject('shop', LI);
    const until = desk.bench.clock.now() + DAY;
    await desk.registry.placeHold(sampleHold({ ref }, 'h1'));
    await desk.registry.placeHold(sampleHold({ wide: 'logs' }, 'h2', { reviewAt: until, until }));
    await desk.registry.placeHold(sampleHold({ wide: 'shop' }, 'h3'));
    const view = await desk.view({ command: 'case show', case: ID });
    expect(view.holds.map(({ id, kind }) => [id, kind]).sort()).toEqual([
      ['h1', 'hold'],
      ['h2', 'extension'],
      ['h3', 'hold'],
    ]);
    expect(view.blocked).toEqual(
      expect.arrayContaining(['hold h1: in force', 'hold h2: in force', 'hold h3: in force']),
    );
    desk.bench.goTo(until);
    expect((await desk.view({ command: 'case show', case: ID })).holds.map(({ id }) => id).sort()).toEqual([
      'h1',
      'h3',
    ]);
  });

  it('say how late a case is, and no longer once it is done', async () => {
    const desk = createDesk();
    await desk.ask(open());
    desk.bench.goTo('2026-03-23T17:00:00.000Z');
    const show = () => desk.view({ command: 'case show', case: ID });
    expect((await show()).deadline.left).toBe(-3600);
    await desk.ask({ command: 'case refuse', case: ID, code: 'a', reason: 'Why', by: BY });
    expect(await show()).toMatchObject({ deadline: { left: null }, blocked: [], state: 'refused' });
  });

  it('list by deadline, by state and by policy, page by page', async () => {
    const desk = createDesk();
    for (let n = 1; n <= 205; n++) {
      await desk.open(`request-${n}`, { subject: `subject-${n}`, receivedAt: desk.bench.clock.now() - n * DAY });
    }
    await desk.ask(open({}, 'ErasureRequested'));
    const first = await desk.list();
    const second = await desk.list({ after: first.next });
    expect([first.cases.length, second.cases.length, second.next]).toEqual([200, 6, null]);
    expect(second.cases.at(-1)).toMatchObject({ case: ID, state: 'open', missing: [] });
    expect(first.cases[0]).toMatchObject({ state: 'waiting', missing: ['identity', 'obligations'] });
    const opened = await desk.list({ state: 'open' });
    expect([opened.cases.length, (await desk.list({ state: 'open', after: opened.next })).cases.length]).toEqual([
      0, 1,
    ]);
    expect((await desk.list({ policy: 'bank' })).cases).toEqual([]);
    await desk.ask({ command: 'case refuse', case: first.cases[0]?.case, code: 'a', reason: 'Why', by: BY });
    expect((await desk.list({ state: 'refused' })).cases.map((one) => one.case)).toEqual([first.cases[0]?.case]);
  });

  it('tell neither who it is nor how the registry refers to them, in whatever the desk answers', async () => {
    const orders = [
      open(),
      open({ id: 'letter-8' }, 'ErasureRequested'),
      { command: 'case meet', case: ID, gate: 'identity', evidence: 'ticket 1', by: BY },
      { command: 'case refuse', case: ID, code: 'a', reason: 'Why', by: BY },
      { command: 'case refuse', case: ID, code: 'z', reason: 'Why', by: BY },
      { command: 'case answer', case: ID, outcome: 'refused', code: 'a', by: BY },
      { command: 'case complain', case: ID, id: 'c1', receivedAt: START },
      { command: 'case grant', case: ID, reason: 'Why not', by: BY },
      { command: 'case fee', case: ID, amount: 'CNY 20', why: 'Often', by: BY },
      { command: 'case list', state: null, policy: null, after: '' },
      { command: 'case show', case: ID },
    ];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(orders, { minLength: 6 }), async (asked) => {
        const desk = createDesk();
        await desk.ask(open());
        const answers = [];
        for (const order of asked) answers.push(await desk.ask(order));
        const text = JSON.stringify(answers);
        expect(text).not.toContain('canary');
        expect(text).not.toContain(referencer.subject('shop', LI));
      }),
      { numRuns: 6 },
    );
  });
});

describe('what people decide', () => {
  it('goes through the desk: refused, answered, appealed, granted, and shown in order [D-53, D-54, C-23, R-15, R-25]', async () => {
    const desk = createDesk();
    await desk.ask(open());
    expect(
      await desk.view({ command: 'case refuse', case: ID, code: 'd', reason: 'Abuse.', evidence: 'file 17', by: BY }),
    ).toMatchObject({
      state: 'refused',
      decisions: [{ kind: 'refused', code: 'd', clause: '6.7 d', evidence: 'file 17', at: '2026-03-02T01:00:00.000Z' }],
    });
    expect(await desk.reply({ command: 'case answer', case: ID, outcome: 'refused', code: 'd', by: BY })).toMatchObject(
      {
        id: 'request',
        deadline: { left: null },
        answer: { outcome: 'refused', code: 'd', by: BY, at: '2026-03-02T01:00:00.000Z' },
      },
    );
    desk.bench.advance(DAY);
    const appeal = {
      command: 'case complain',
      case: ID,
      id: 'appeal-1',
      receivedAt: '2026-03-03T08:00:00+08:00',
      appealOf: 'request',
    };
    expect(await desk.reply(appeal)).toMatchObject({ kind: 'appeal', about: 'request', answer: null });
    expect(await desk.view({ command: 'case grant', case: ID, reason: 'He was right.', by: BY })).toMatchObject({
      state: 'waiting',
      decisions: [{ kind: 'refused' }, { kind: 'granted', appeal: 'appeal-1' }],
      replies: [{ id: 'request' }, { id: 'appeal-1', answer: { outcome: 'granted' } }],
    });
  });

  it.each([
    [
      'a refusal on no ground',
      { command: 'case refuse', case: ID, code: 'z', reason: 'Why', by: BY },
      'DECISION_INVALID',
    ],
    ['a grant of what was not refused', { command: 'case grant', case: ID, reason: 'Why', by: BY }, 'DECISION_INVALID'],
    [
      'a fee for a first request',
      { command: 'case fee', case: ID, amount: '1', why: 'Why', by: BY },
      'DECISION_INVALID',
    ],
    [
      'an answer that would lie',
      { command: 'case answer', case: ID, outcome: 'refused', code: 'a', by: BY },
      'ANSWER_INVALID',
    ],
    [
      'a complaint from the future',
      { command: 'case complain', case: ID, id: 'c', receivedAt: '2027-01-01T00:00:00Z' },
      'ANSWER_INVALID',
    ],
    ['a case that nobody knows', { command: 'case show', case: 'x'.repeat(22) }, 'CASE_UNKNOWN'],
  ])('is answered with its code where it cannot be: %s', async (_, order, code) => {
    const desk = createDesk();
    const before = await desk.view(open());
    expect(await desk.ask(order)).toMatchObject({ error: { code } });
    expect(await desk.view({ command: 'case show', case: ID })).toEqual(before);
  });
});

describe('the desk', () => {
  const refuse = { command: 'case refuse', case: ID, code: 'a', reason: 'Why', by: BY };
  it.each([
    ['nothing', null],
    ['an unknown command', { command: 'case erase', case: ID }],
    ['a case that is no case’s id', { ...refuse, case: 'canary' }],
    ['a refusal without a reason', { ...refuse, reason: '' }],
    ['a refusal with a reason that is a book', { ...refuse, reason: 'x'.repeat(2001) }],
    ['a refusal by nobody', { ...refuse, by: '' }],
    ['a role that would change the screen', { ...refuse, by: 'officer\u001b[2J' }],
    ['another field', { ...refuse, canary: 'canary' }],
    ['another outcome', { command: 'case answer', case: ID, outcome: 'maybe', by: BY }],
    [
      'a complaint with an id that could be a key',
      { command: 'case complain', case: ID, id: 'D#reply', receivedAt: START },
    ],
    ['a list of another state', { command: 'case list', state: 'lost', policy: null, after: '' }],
    [
      'evidence that is a text',
      { command: 'case meet', case: ID, gate: 'identity', evidence: 'x'.repeat(201), by: BY },
    ],
  ])('does not understand %s, and writes nothing', async (_, order) => {
    const desk = createDesk();
    const answer = await desk.ask(order);
    expect(answer).toMatchObject({ error: { code: 'USAGE' } });
    expect(JSON.stringify(answer)).not.toContain('canary');
    expect(desk.bench.written()).toEqual([]);
  });
});
