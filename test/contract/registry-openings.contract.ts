import { beforeEach, describe, expect, it } from 'vitest';
import type { Case, FulfilledRecord, Registry, Subject, UrgentTimer } from '../../lib/registry/index.ts';
import type { Beginning } from '../../lib/registry/openings.ts';
import { sampleCase } from '../registry/sample-case.ts';

const DEADLINE = { at: 9_000_000, provisional: false, calendar: 'CN-2026.1' };
const WITHDRAWAL = { case: 'c1', trigger: 'ConsentWithdrawn', at: 1, deadline: 2000 } as const;

/** What the product needs of a registry to begin cases, and to keep what they leave on their subjects. */
export function openingsContract(current: () => Registry, newRef: () => string): void {
  let registry: Registry;
  let ref: string;
  beforeEach(() => {
    registry = current();
    ref = newRef();
  });

  const person = (marks: Partial<Subject> = {}): Subject => ({ ref, policy: 'shop', id: 'li', ...marks });
  const subject = async () => (await registry.checkSubject(ref)).subject;
  const openIds = async () => (await registry.openCases('', 100)).cases;
  const urgent = () =>
    registry.urgentTimers({ action: 'delete', shard: 0 }, { after: '', until: { startedAt: 9e12 }, limit: 100 });
  const timer = (id: string, more: Partial<UrgentTimer> = {}): UrgentTimer => {
    return { action: 'delete', startAt: 1000, ref, dataset: 'logs', rule: 'short', nonce: id, case: id, ...more };
  };
  const waitingCase = (rest: Partial<Case> = {}) =>
    sampleCase({
      id: 'c1',
      ref,
      deadline: 2000,
      state: 'waiting',
      gates: [{ id: 'identity' }, { id: 'contract' }],
      ...rest,
    });
  const wait = async (rest: Partial<Case> = {}): Promise<Case> => {
    const waiting = waitingCase(rest);
    await registry.openCase(waiting, person({ waiting: ['c1'] }), []);
    return waiting;
  };
  const MET = [
    { id: 'identity', metAt: 5, evidence: 'ticket 1' },
    { id: 'contract', metAt: 6, evidence: 'ticket 2' },
  ];
  const beginning = (marks: Partial<Subject> = {}): Beginning => ({
    state: 'open',
    outstanding: ['logs#short'],
    deadline: DEADLINE,
    subject: person({ withdrawn: { phone: WITHDRAWAL }, turn: 1, ...marks }),
    timers: [timer('c1')],
  });

  describe('the marks of a subject', () => {
    it('are written with its case, and count their changes', async () => {
      const marks = { withdrawn: { phone: WITHDRAWAL }, consented: { name: 7 }, livedAt: 8 };
      await registry.openCase(sampleCase({ id: 'c1', ref }), person(marks), []);
      expect(await subject()).toEqual(person({ ...marks, turn: 1 }));
      expect((await registry.subjects([ref])).get(ref)).toEqual(person({ ...marks, turn: 1 }));
    });

    it('are not written over what somebody else has written since they were read', async () => {
      await registry.openCase(sampleCase({ id: 'c1', ref }), person({ withdrawn: { phone: WITHDRAWAL } }), []);
      const stale = person({ withdrawn: { name: { ...WITHDRAWAL, case: 'c2' } } });
      const late = registry.openCase(sampleCase({ id: 'c2', ref }), stale, [timer('c2')]);
      await expect(late).rejects.toMatchObject({ code: 'ANOTHER_WORKER' });
      await expect(registry.markSubject(stale)).rejects.toMatchObject({ code: 'ANOTHER_WORKER' });
      expect([await registry.case('c2'), await urgent(), await openIds()]).toMatchObject([null, [], [{ id: 'c1' }]]);
      expect(await subject()).toMatchObject({ withdrawn: { phone: WITHDRAWAL }, turn: 1 });
    });

    it('go away where they are lifted, and leave alone who it is, what is unproved, and that it is being forgotten', async () => {
      await registry.openCase(sampleCase({ id: 'c1', ref }), person({ withdrawn: { phone: WITHDRAWAL } }), []);
      await registry.markForgetting(ref, 77);
      await registry.noteUnproved(ref, 'logs#short');
      const consents = { '2.0': { at: 9, evidence: 'log 4711' } };
      await registry.markSubject({ ref, policy: 'shop', consents, turn: 1 });
      const unproved = ['logs#short'];
      expect(await subject()).toEqual({ ref, policy: 'shop', id: 'li', consents, turn: 2, forgetting: 77, unproved });
    });

    it('are kept of somebody nobody knows, without an id', async () => {
      await registry.markSubject({ ref, policy: 'shop', livedAt: 5 });
      expect(await subject()).toEqual({ ref, policy: 'shop', livedAt: 5, turn: 1 });
    });

    it('leave a tombstone where something was withdrawn, and keep the id for a case that waits [R-09]', async () => {
      await wait();
      await registry.markForgetting(ref, 5);
      expect(await registry.forgetSubject(ref, 5, null)).toBe(false);
      expect(await registry.forgetSubject(ref, 5, 1e12)).toBe(false);
      await registry.meetGates(waitingCase(), MET, beginning());
      await registry.markForgetting(ref, 6);
      expect(await registry.forgetSubject(ref, 6, null), 'something was withdrawn').toBe(false);
      expect(await registry.forgetSubject(ref, 6, 1e12)).toBe(true);
      expect(await subject()).toEqual({ ref, policy: 'shop', withdrawn: { phone: WITHDRAWAL }, turn: 2 });
    });
  });

  describe('a case that waits', () => {
    it('has no timers, is remembered, and stands among those that have not ended', async () => {
      const waiting = await wait();
      expect(await registry.case('c1')).toEqual(waiting);
      expect(await subject()).toEqual(person({ waiting: ['c1'], turn: 1 }));
      expect(await urgent()).toEqual([]);
      expect(await openIds()).toEqual([{ id: 'c1', deadline: 2000 }]);
    });

    it('notes the gates that were met one by one', async () => {
      const waiting = await wait();
      const some = [...MET.slice(0, 1), { id: 'contract' }];
      expect(await registry.meetGates(waiting, some, null)).toBe(true);
      expect(await registry.case('c1')).toEqual({ ...waiting, gates: some });
      expect(await registry.meetGates(waiting, some, null), 'it has changed since').toBe(false);
    });

    it('begins with the last of them, all or nothing, and under its new deadline', async () => {
      const waiting = await wait();
      expect(await registry.meetGates(waiting, MET, beginning())).toBe(true);
      const open = { ...waiting, gates: MET, state: 'open', outstanding: ['logs#short'] };
      expect(await registry.case('c1')).toEqual({ ...open, ...{ deadline: DEADLINE.at, calendar: 'CN-2026.1' } });
      expect(await urgent()).toEqual([timer('c1')]);
      expect(await openIds()).toEqual([{ id: 'c1', deadline: DEADLINE.at }]);
      expect(await subject()).toEqual(person({ withdrawn: { phone: WITHDRAWAL }, turn: 2 }));
      expect(await registry.meetGates(waiting, MET, beginning({ turn: 2 })), 'once').toBe(false);
    });

    it('begins nothing where its subject has changed since', async () => {
      const waiting = await wait();
      await registry.markSubject(person({ waiting: ['c1'], livedAt: 5, turn: 1 }));
      await expect(registry.meetGates(waiting, MET, beginning())).rejects.toMatchObject({ code: 'ANOTHER_WORKER' });
      expect([await registry.case('c1'), await urgent()]).toEqual([waiting, []]);
    });

    it('that covers nothing is done when it begins, and due its certificate', async () => {
      const waiting = await wait();
      const nothing = { ...beginning(), state: 'completed', outstanding: [], timers: [], completedAt: 7300 } as const;
      await registry.meetGates(waiting, MET, nothing);
      expect(await registry.case('c1')).toMatchObject({ state: 'completed', completedAt: 7300 });
      expect(await openIds()).toEqual([]);
      expect(await registry.certificatesDue(8000, 10)).toEqual([{ case: 'c1', at: 8000 }]);
    });

    it('is not ended by a count-down', async () => {
      const waiting = await wait();
      await registry.endCase(waiting, 'completed', 50);
      expect(await registry.case('c1')).toEqual(waiting);
    });
  });

  describe('a deadline', () => {
    it('moves wherever it stands: with the case, among the open ones, on the subject and its record', async () => {
      const record: FulfilledRecord = { ...fulfilled('r1'), case: 'c1', deadline: 2000 };
      const closure = { case: 'c1', trigger: 'AccountClosed', at: 1, deadline: 2000, covers: ['short'] } as const;
      const other = { ...WITHDRAWAL, case: 'c0' };
      const opened = sampleCase({ id: 'c1', ref, deadline: 2000 });
      await registry.openCase(opened, person({ closure, withdrawn: { name: other, phone: WITHDRAWAL } }), [], record);
      expect(await registry.setDeadline(opened, DEADLINE)).toBe(true);
      expect(await registry.case('c1')).toMatchObject({ deadline: DEADLINE.at, calendar: 'CN-2026.1' });
      expect(await openIds()).toEqual([{ id: 'c1', deadline: DEADLINE.at }]);
      const check = await registry.checkSubject(ref);
      expect(check.subject).toMatchObject({ id: 'li', closure: { deadline: DEADLINE.at } });
      expect(check.subject?.withdrawn).toEqual({ name: other, phone: { ...WITHDRAWAL, deadline: DEADLINE.at } });
      expect(check.fulfilled).toEqual([{ ...record, deadline: DEADLINE.at }]);
      expect(await registry.setDeadline(opened, { ...DEADLINE, at: 1 }), 'moved meanwhile').toBe(false);
    });

    it('of a case that has ended, or that nobody knows, stays', async () => {
      const done = sampleCase({ id: 'c1', ref, deadline: 2000, state: 'completed', completedAt: 5 });
      await registry.openCase(done, person(), []);
      expect(await registry.setDeadline(done, DEADLINE)).toBe(false);
      expect(await registry.setDeadline({ id: 'none', deadline: 1 }, DEADLINE)).toBe(false);
      expect((await registry.case('c1'))?.deadline).toBe(2000);
    });

    it('that moved while its case was ending leaves nothing behind', async () => {
      const opened = sampleCase({ id: 'c1', ref, deadline: 2000 });
      await registry.openCase(opened, person(), []);
      await registry.setDeadline(opened, DEADLINE);
      await registry.endCase(opened, 'completed', 50);
      expect(await registry.case('c1')).toMatchObject({ state: 'completed', completedAt: 50 });
      expect(await openIds()).toEqual([]);
    });
  });

  describe('a doubt', () => {
    it('is noted with the case once, in the order of time', async () => {
      await registry.openCase(sampleCase({ id: 'c1', ref }), person(), []);
      const [early, late] = [
        { at: 999, what: 'ConsentGiven' },
        { at: 1_700_000_000_000, what: 'AccountReopened' },
      ];
      await registry.noteDoubt('c1', late);
      await registry.noteDoubt('c1', early);
      expect((await registry.noteDoubt('c1', late))?.doubts).toEqual([early, late]);
      expect((await registry.case('c1'))?.doubts).toEqual([early, late]);
      expect(await registry.noteDoubt('none', late)).toBeNull();
    });
  });

  const fulfilled = (record: string, dataset = 'orders'): FulfilledRecord => ({
    ...{ dataset, record, key: '{"order_id":{"S":"o-1"}}', case: 'c1' },
    ...{ trigger: 'PurposeFulfilled', covers: ['trade'], at: 1, deadline: 2 },
  });

  describe('a record whose purpose is fulfilled', () => {
    it('is read together with its subject and holds until it is taken away', async () => {
      const one = fulfilled('r1');
      await registry.openCase(sampleCase({ id: 'c1', ref }), person(), [timer('c1', { record: 'r1' })], one);
      await registry.openCase(sampleCase({ id: 'c2', ref }), person({ turn: 1 }), [], fulfilled('r2', 'logs'));
      const check = await registry.checkSubject(ref);
      expect(check.fulfilled).toEqual([fulfilled('r2', 'logs'), one]);
      expect(check.subject?.id).toBe('li');
      await registry.removeFulfilled(ref, 'orders', 'r1');
      await registry.removeFulfilled(ref, 'orders', 'r1');
      expect((await registry.checkSubject(ref)).fulfilled).toEqual([fulfilled('r2', 'logs')]);
      expect((await registry.checkSubject(newRef())).fulfilled).toEqual([]);
    });

    it('is not written where its case exists already', async () => {
      await registry.openCase(sampleCase({ id: 'c1', ref }), person(), []);
      expect(await registry.openCase(sampleCase({ id: 'c1', ref }), person({ turn: 1 }), [], fulfilled('r1'))).toBe(
        false,
      );
      expect((await registry.checkSubject(ref)).fulfilled).toEqual([]);
    });
  });
}
