import { describe, expect, it } from 'vitest';
import { answerCase, complain, refuseCase } from '../../../lib/registry/desk/index.ts';
import { logs } from '../../erasure/sample-plan.ts';
import { DAY, HOUR } from '../../erasure/workbench.ts';
import { createDeskWorld, START } from './desk-world.ts';

const BY = 'customer service';
const RECEIVED = Date.parse(START);
/** The end of the fifteenth working day after Monday, 2 March, in Shanghai. */
const IN_15_DAYS = '2026-03-23T16:00:00.000Z';

describe('the clock of an answer', () => {
  it('starts with the receipt, whatever the clock of the erasure counts from [D-53, E-30, R-10]', async () => {
    const { open, meet, bench, registry } = createDeskWorld();
    const received = RECEIVED - 3 * DAY;
    const one = await open('closure-1', { receivedAt: received });
    bench.advance(5 * DAY);
    const met = await meet(one, 'identity', 'obligations');
    const [reply] = await registry.replies(one.id);
    expect(reply).toMatchObject({ id: 'request', kind: 'request', receivedAt: received });
    expect(met.deadline, 'from the day on which the last gate was met').toBeGreaterThan(reply?.deadline ?? 0);
  });

  it('does not run where the text promises no answer', async () => {
    const { open, owed } = createDeskWorld();
    await open('law-1', { type: 'OtherLaw' });
    expect(await owed()).toEqual([]);
  });

  it('starts once, however often the request is told', async () => {
    const { open, owed, bench } = createDeskWorld();
    const first = await open('closure-1', { receivedAt: RECEIVED });
    bench.advance(DAY);
    await open('closure-1', { receivedAt: RECEIVED });
    expect((await owed()).map((one) => ({ ...one, deadline: new Date(one.deadline).toISOString() }))).toEqual([
      { case: first.id, id: 'request', deadline: IN_15_DAYS },
    ]);
  });

  it('and erasing have nothing to do with each other: what is erased is not answered, what is answered not erased', async () => {
    const { open, meet, office, bench, owed } = createDeskWorld();
    await bench.store(logs, { user_id: 'li', at: START, created_at: START, used_at: START });
    const one = await open();
    await answerCase({ case: one.id, outcome: 'granted', by: BY }, office);
    await bench.liveFor(30 * DAY);
    expect(bench.target.records(logs)).toHaveLength(1);
    const other = await open('closure-2', { subject: 'wang' });
    await meet(other, 'identity', 'obligations');
    await bench.liveFor(HOUR);
    expect(await bench.registry.case(other.id)).toMatchObject({ state: 'completed' });
    expect(await owed()).toMatchObject([{ case: other.id }]);
  });
});

describe('answering', () => {
  it.each([
    { outcome: 'granted' },
    { outcome: 'partly', code: 'technical' },
    { outcome: 'partly', code: 'legal' },
    { outcome: 'partly', code: 'regulatory' },
    { outcome: 'partly', code: 'a' },
  ] as const)('notes %j, when and by whom, and is owed no more [C-21]', async (what) => {
    const { open, office, bench, owed } = createDeskWorld();
    const { id } = await open();
    bench.advance(2 * DAY);
    const answered = await answerCase({ case: id, by: BY, ...what }, office);
    expect(answered).toMatchObject({ id: 'request', answeredAt: bench.clock.now(), by: BY, ...what });
    expect(await bench.registry.replies(id)).toEqual([answered]);
    expect(await owed()).toEqual([]);
  });

  it('told again changes nothing, and otherwise it is turned down', async () => {
    const { open, office, bench } = createDeskWorld();
    const { id } = await open();
    const answer = { case: id, outcome: 'partly', code: 'technical', by: BY } as const;
    const first = await answerCase(answer, office);
    bench.advance(DAY);
    expect(await answerCase(answer, office)).toEqual(first);
    for (const more of [{ code: 'legal' }, { by: 'somebody else' }]) {
      await expect(answerCase({ ...answer, ...more }, office)).rejects.toMatchObject({ code: 'ANSWER_INVALID' });
    }
  });

  it.each([
    ['refused, while the case is not', { outcome: 'refused', code: 'a' }, /`case refuse`/],
    ['partly, without saying why', { outcome: 'partly' }, /said with its ground/],
    [
      'partly, for a reason nobody has',
      { outcome: 'partly', code: 'weather' },
      /technical, legal, regulatory, a, d, repeated/,
    ],
    ['granted, on a ground', { outcome: 'granted', code: 'a' }, /no ground on which it was not/],
    ['a complaint that nobody made', { outcome: 'granted', reply: 'complaint-9' }, /no answer of that id is owed/],
  ] as const)('is turned down as %s', async (_, what, why) => {
    const { open, office, owed } = createDeskWorld();
    const { id } = await open();
    await expect(answerCase({ case: id, by: BY, ...what }, office)).rejects.toMatchObject({
      code: 'ANSWER_INVALID',
      message: expect.stringMatching(why),
    });
    expect(await owed()).toHaveLength(1);
  });

  it('says of a refused case that it is refused, on a ground, and nothing else', async () => {
    const { open, office } = createDeskWorld();
    const { id } = await open();
    await refuseCase({ case: id, code: 'a', reason: 'Under investigation.', by: BY }, office);
    for (const what of [
      { outcome: 'granted' },
      { outcome: 'partly', code: 'legal' },
      { outcome: 'refused' },
    ] as const) {
      await expect(answerCase({ case: id, by: BY, ...what }, office)).rejects.toMatchObject({ code: 'ANSWER_INVALID' });
    }
    const answer = { case: id, outcome: 'refused', code: 'a', by: BY } as const;
    expect(await answerCase(answer, office)).toMatchObject({ outcome: 'refused', code: 'a' });
  });

  it('where the text promises no answer there is none to give', async () => {
    const { open, office } = createDeskWorld();
    const { id } = await open('law-1', { type: 'OtherLaw' });
    await expect(answerCase({ case: id, outcome: 'granted', by: BY }, office)).rejects.toMatchObject({
      code: 'ANSWER_INVALID',
    });
  });
});

describe('a complaint', () => {
  const complaint = (id: string, more: object = {}) => ({ case: id, id: 'complaint-1', receivedAt: RECEIVED, ...more });

  it('is to be answered 15 working days after its receipt, and is in its case [D-64, E-35, R-25]', async () => {
    const { open, office, bench } = createDeskWorld();
    const { id } = await open();
    bench.advance(4 * DAY);
    const opened = await complain(complaint(id), office);
    expect(opened).toMatchObject({ id: 'complaint-1', case: id, kind: 'complaint', receivedAt: RECEIVED });
    expect(new Date(opened.deadline).toISOString()).toBe(IN_15_DAYS);
    expect((await bench.registry.replies(id)).map((reply) => reply.id)).toEqual(['complaint-1', 'request'].sort());
  });

  it('is to be answered as soon where the policy says nothing: the law’s number', async () => {
    const { open, office } = createDeskWorld({ policy: { answers: { complaint: null } } });
    const { id } = await open();
    expect(new Date((await complain(complaint(id), office)).deadline).toISOString()).toBe(IN_15_DAYS);
  });

  it('says when a deadline of it is provisional', async () => {
    const { open, office, bench } = createDeskWorld();
    const { id } = await open();
    bench.goTo('2026-12-25T10:00:00+08:00');
    const opened = await complain(complaint(id, { receivedAt: bench.clock.now() }), office);
    expect(opened).toMatchObject({ provisional: true, calendar: expect.any(String) });
  });

  it('told again is one; under its id another is turned down', async () => {
    const { open, office, owed } = createDeskWorld();
    const { id } = await open();
    const first = await complain(complaint(id), office);
    expect(await complain(complaint(id), office)).toEqual(first);
    expect(await owed()).toHaveLength(2);
    await expect(complain(complaint(id, { receivedAt: RECEIVED - 1 }), office)).rejects.toMatchObject({
      code: 'ANSWER_INVALID',
    });
  });

  it('is answered without a ground where it was unfounded', async () => {
    const { open, office } = createDeskWorld();
    const { id } = await open();
    await complain(complaint(id), office);
    const answer = { case: id, reply: 'complaint-1', outcome: 'refused', by: BY } as const;
    expect(await answerCase(answer, office)).toMatchObject({ outcome: 'refused' });
  });

  it('from the future is turned down', async () => {
    const { open, office } = createDeskWorld();
    const { id } = await open();
    const future = complaint(id, { receivedAt: RECEIVED + HOUR });
    await expect(complain(future, office)).rejects.toMatchObject({ code: 'ANSWER_INVALID' });
  });
});
