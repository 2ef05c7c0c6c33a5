import { describe, expect, it } from 'vitest';
import { answerCase, complain, grantAppeal, refuseCase } from '../../../lib/registry/desk/index.ts';
import type { Case } from '../../../lib/registry/index.ts';
import { logs } from '../../erasure/sample-plan.ts';
import { DAY, HOUR } from '../../erasure/workbench.ts';
import { createDeskWorld, START } from './desk-world.ts';

const BY = 'data protection officer';
const log = { user_id: 'li', at: START, created_at: START, used_at: START };

async function refused(world = createDeskWorld()) {
  const { open, office, bench } = world;
  await bench.store(logs, log);
  const one = await open();
  await refuseCase({ case: one.id, code: 'a', reason: 'Under investigation.', by: BY }, office);
  await answerCase({ case: one.id, outcome: 'refused', code: 'a', by: BY }, office);
  return { ...world, one };
}
const appeal = (of: Case, id = 'appeal-1', answer = 'request') => ({
  case: of.id,
  id,
  receivedAt: Date.parse(START) + DAY,
  appealOf: answer,
});
const grant = (of: Case, more: object = {}) => ({ case: of.id, reason: 'It was closed.', by: BY, ...more });

describe('an appeal', () => {
  it('against a refusal has a clock of its own, linked to the answer it is against [D-53, D-64, E-30, E-35, R-25]', async () => {
    const { one, office, bench, owed } = await refused();
    bench.advance(DAY);
    const opened = await complain(appeal(one), office);
    expect(opened).toMatchObject({
      kind: 'appeal',
      about: 'request',
      case: one.id,
      receivedAt: Date.parse(START) + DAY,
    });
    // 15 working days after Tuesday, 3 March.
    expect(new Date(opened.deadline).toISOString()).toBe('2026-03-24T16:00:00.000Z');
    expect(await owed()).toMatchObject([{ id: 'appeal-1' }]);
  });

  it('that is granted lets the case wait again, with its gates as they were, and is answered by it [D-53, R-25]', async () => {
    const world = createDeskWorld();
    const { open, meet, office, bench, openIds, refusedIds, owed } = world;
    await bench.store(logs, log);
    const half = await meet(await open(), 'identity');
    await refuseCase({ case: half.id, code: 'a', reason: 'Under investigation.', by: BY }, office);
    await answerCase({ case: half.id, outcome: 'refused', code: 'a', by: BY }, office);
    bench.advance(2 * DAY);
    await complain(appeal(half), office);
    bench.advance(DAY);
    const granted = await grantAppeal(grant(half), office);
    expect(granted).toMatchObject({
      state: 'waiting',
      gates: half.gates,
      deadline: half.deadline,
      decisions: [{ kind: 'refused' }, { kind: 'granted', reason: 'It was closed.', appeal: 'appeal-1', by: BY }],
    });
    expect(granted.refusedAt).toBeUndefined();
    expect([await openIds(), await refusedIds(), await owed()]).toEqual([[half.id], [], []]);
    expect(await bench.registry.reply(half.id, 'appeal-1')).toMatchObject({ outcome: 'granted', by: BY });
    // And from here on it goes its way.
    expect(await meet(granted, 'obligations')).toMatchObject({ state: 'open' });
    await bench.liveFor(HOUR);
    expect(bench.target.records(logs)).toEqual([]);
    expect(await bench.registry.case(half.id)).toMatchObject({ state: 'completed' });
  });

  it('told again, or granted again, changes nothing', async () => {
    const { one, office, bench } = await refused();
    bench.advance(DAY);
    const first = await complain(appeal(one), office);
    expect(await complain(appeal(one), office)).toEqual(first);
    const granted = await grantAppeal(grant(one), office);
    bench.advance(DAY);
    expect(await grantAppeal(grant(one), office)).toEqual(granted);
    await expect(grantAppeal(grant(one, { reason: 'Another.' }), office)).rejects.toMatchObject({
      code: 'DECISION_INVALID',
    });
  });

  it('may be turned down, with its ground, and the case stays refused', async () => {
    const { one, office, bench } = await refused();
    bench.advance(DAY);
    await complain(appeal(one), office);
    const answer = { case: one.id, reply: 'appeal-1', outcome: 'refused', code: 'a', by: BY } as const;
    expect(await answerCase(answer, office)).toMatchObject({ outcome: 'refused' });
    expect(await bench.registry.case(one.id)).toMatchObject({ state: 'refused' });
  });

  it('is not answered as granted while the case is refused: that would be said and not done', async () => {
    const { one, office, bench } = await refused();
    bench.advance(DAY);
    await complain(appeal(one), office);
    await expect(
      answerCase({ case: one.id, reply: 'appeal-1', outcome: 'granted', by: BY }, office),
    ).rejects.toMatchObject({ code: 'ANSWER_INVALID', message: expect.stringContaining('case grant') });
  });

  it('can be made again against the answer to an appeal', async () => {
    const { one, office, bench } = await refused();
    bench.advance(DAY);
    await complain(appeal(one), office);
    await answerCase({ case: one.id, reply: 'appeal-1', outcome: 'refused', code: 'a', by: BY }, office);
    expect(await complain(appeal(one, 'appeal-2', 'appeal-1'), office)).toMatchObject({ about: 'appeal-1' });
  });

  it.each([
    ['an answer that does not exist', 'appeal-1', 'nothing'],
    ['itself', 'appeal-1', 'appeal-1'],
    ['under the id of the request', 'request', 'request'],
  ])('is turned down against %s', async (_, id, answer) => {
    const { one, office, bench } = await refused();
    bench.advance(DAY);
    await expect(complain(appeal(one, id, answer), office)).rejects.toMatchObject({ code: 'ANSWER_INVALID' });
  });

  it('is turned down against what was not answered yet', async () => {
    const { open, office, bench } = createDeskWorld();
    const one = await open();
    bench.advance(DAY);
    await expect(complain(appeal(one), office)).rejects.toMatchObject({
      code: 'ANSWER_INVALID',
      message: expect.stringContaining('not been answered yet'),
    });
  });

  it('has to be named where several are open', async () => {
    const { one, office, bench, owed } = await refused();
    bench.advance(DAY);
    await complain(appeal(one), office);
    await complain(appeal(one, 'appeal-2'), office);
    await expect(grantAppeal(grant(one), office)).rejects.toMatchObject({ code: 'DECISION_INVALID' });
    await expect(grantAppeal(grant(one, { appeal: 'appeal-3' }), office)).rejects.toMatchObject({
      code: 'DECISION_INVALID',
    });
    await grantAppeal(grant(one, { appeal: 'appeal-2' }), office);
    expect((await owed()).map(({ id }) => id)).toEqual(['appeal-1']);
  });
});

describe('taking a refusal back', () => {
  it('needs no appeal, but a reason', async () => {
    const { one, office } = await refused();
    await expect(grantAppeal(grant(one, { reason: '' }), office)).rejects.toMatchObject({ code: 'DECISION_INVALID' });
    expect(await grantAppeal(grant(one), office)).toMatchObject({ state: 'waiting' });
  });

  it('and refusing anew are both kept, in order', async () => {
    const { one, office } = await refused();
    await grantAppeal(grant(one), office);
    const again = { case: one.id, code: 'repeated', reason: 'The fifth time this week.', by: BY };
    const { decisions } = await refuseCase(again, office);
    expect(decisions).toMatchObject([{ code: 'a' }, { kind: 'granted' }, { code: 'repeated' }]);
  });

  it.each(['waiting', 'open'])('is turned down for a case that is %s', async (state) => {
    const { open, meet, office } = createDeskWorld();
    const one = await open();
    if (state === 'open') await meet(one, 'identity', 'obligations');
    await expect(grantAppeal(grant(one), office)).rejects.toMatchObject({ code: 'DECISION_INVALID' });
  });

  it('is turned down where nothing is left of the subject: nobody knows any more who it was', async () => {
    const { open, office, bench } = createDeskWorld();
    const one = await open();
    await refuseCase({ case: one.id, code: 'a', reason: 'Under investigation.', by: BY }, office);
    await bench.liveFor(DAY);
    await expect(grantAppeal(grant(one), office)).rejects.toMatchObject({
      code: 'DECISION_INVALID',
      message: expect.stringContaining('a new request opens a new case'),
    });
    // The same request under the same id would be the refused one.
    expect(await open('closure-2')).toMatchObject({ state: 'waiting' });
  });

  it('survives a crash at any moment', async () => {
    for (let at = 1; at <= 12; at++) {
      const { one, office, bench, openIds, owed } = await refused();
      bench.advance(DAY);
      await complain(appeal(one), office);
      bench.crashAtCall(at);
      await grantAppeal(grant(one), office).catch(() => {});
      bench.revive();
      expect(await grantAppeal(grant(one), office)).toMatchObject({ state: 'waiting' });
      expect([await openIds(), await owed()]).toEqual([[one.id], []]);
    }
  });
});
