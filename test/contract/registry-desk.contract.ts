import { beforeEach, describe, expect, it } from 'vitest';
import type { Case, Decision, Registry, Reply, Subject } from '../../lib/registry/index.ts';
import { withoutWaiting, withWaiting } from '../../lib/registry/marks.ts';
import { sampleCase } from '../registry/sample-case.ts';

const ID = 'c1';
const DEADLINE = 5000;

/** What the product needs where the case desk keeps answers and decisions. */
export function deskContract(current: () => Registry, newRef: () => string): void {
  let registry: Registry;
  let ref: string;
  beforeEach(() => {
    registry = current();
    ref = newRef();
  });

  /** Opens a case that waits. */
  const open = async (more: Partial<Case> = {}): Promise<Case> => {
    const gates = [{ id: 'identity' }];
    const opened = sampleCase({ id: ID, ref, state: 'waiting', deadline: DEADLINE, gates, ...more });
    const { subject } = await registry.checkSubject(ref);
    const known = { ...subject, ref, policy: 'shop', id: 'li' };
    const marked = opened.state === 'waiting' ? withWaiting(known, opened.id) : known;
    expect(await registry.openCase(opened, marked, [])).toBe(true);
    return opened;
  };
  const subjectOf = async () => (await registry.checkSubject(ref)).subject as Subject;
  const waiting = async () => (await registry.openCases('', 100)).cases.map(({ id }) => id);
  const refused = async () => (await registry.refusedCases('', 100)).cases.map(({ id }) => id);

  describe('answers that are owed', () => {
    const reply = (more: Partial<Reply> = {}): Reply => ({
      id: 'request',
      case: ID,
      kind: 'request',
      policy: 'shop',
      receivedAt: 1000,
      deadline: 9000,
      provisional: true,
      calendar: 'CN-1',
      ...more,
    });
    const answer = { answeredAt: 3000, outcome: 'partly', code: 'technical', by: 'service' } as const;
    const owed = async () => (await registry.openReplies('', 100)).replies;

    it('come back as they were opened, by when they were received', async () => {
      await open();
      expect(await registry.reply(ID, 'request')).toBeNull();
      expect(await registry.replies(ID)).toEqual([]);
      const appeal = reply({
        id: 'a',
        kind: 'appeal',
        about: 'request',
        receivedAt: 2000,
        provisional: false,
        calendar: null,
      });
      expect(await registry.openReply(appeal)).toEqual(appeal);
      expect(await registry.openReply(reply())).toEqual(reply());
      expect(await registry.reply(ID, 'request')).toEqual(reply());
      expect(await registry.replies(ID)).toEqual([reply(), appeal]);
      expect(await registry.replies(`${ID}2`)).toEqual([]);
      expect(await registry.case(ID)).toMatchObject({ id: ID, state: 'waiting' });
    });

    it('are opened once: the first stands', async () => {
      await open();
      await registry.openReply(reply());
      expect(await registry.openReply(reply({ deadline: 20_000 }))).toEqual(reply());
      expect(await owed()).toEqual([{ case: ID, id: 'request', deadline: 9000 }]);
    });

    it('lie on a list by deadline, page by page, until they are answered', async () => {
      await open();
      for (const [id, deadline] of Object.entries({ late: 86_400_000, odd: 5001, b: 5000, a: 5000 })) {
        await registry.openReply(reply({ id, deadline }));
      }
      const first = await registry.openReplies('', 3);
      expect(first.replies.map(({ id, deadline }) => [id, deadline])).toEqual([
        ['a', 5000],
        ['b', 5000],
        ['odd', 6000],
      ]);
      const second = await registry.openReplies(first.next ?? '', 3);
      expect([second.replies.map(({ id }) => id), second.next]).toEqual([['late'], null]);
      await registry.answerReply({ case: ID, id: 'odd' }, answer);
      expect((await owed()).map(({ id }) => id)).toEqual(['a', 'b', 'late']);
    });

    it('keep the first answer', async () => {
      await open();
      await registry.openReply(reply());
      const answered = { ...reply(), ...answer };
      expect(await registry.answerReply(reply(), answer)).toEqual(answered);
      const other = { answeredAt: 4000, outcome: 'granted', by: 'somebody else' } as const;
      expect(await registry.answerReply(reply(), other)).toEqual(answered);
      expect(await registry.reply(ID, 'request')).toEqual(answered);
      expect(await registry.openReply(reply())).toEqual(answered);
      expect(await owed()).toEqual([]);
      expect(await registry.answerReply({ case: ID, id: 'nothing' }, answer)).toBeNull();
    });

    it('may have an answer without a code', async () => {
      await open();
      await registry.openReply(reply());
      const plain = { answeredAt: 3000, outcome: 'granted', by: 'service' } as const;
      expect(await registry.answerReply(reply(), plain)).toEqual({ ...reply(), ...plain });
    });

    it('may be due another day, unless they were answered or moved before', async () => {
      await open();
      await registry.openReply(reply());
      const next = { at: 12_000, provisional: false, calendar: 'CN-2' };
      expect(await registry.setReplyDeadline({ case: ID, id: 'request', deadline: 8000 }, next)).toBe(false);
      expect(await registry.setReplyDeadline(reply(), next)).toBe(true);
      const moved = { ...reply(), deadline: 12_000, provisional: false, calendar: 'CN-2' };
      expect(await registry.reply(ID, 'request')).toEqual(moved);
      expect(await owed()).toEqual([{ case: ID, id: 'request', deadline: 12_000 }]);
      // Within the same second the place on the list is the same.
      expect(await registry.setReplyDeadline(moved, { ...next, at: 11_999 })).toBe(true);
      expect(await owed()).toHaveLength(1);
      await registry.answerReply(reply(), answer);
      expect(await owed()).toEqual([]);
      expect(await registry.setReplyDeadline({ ...moved, deadline: 11_999 }, next)).toBe(false);
      expect(await registry.setReplyDeadline({ ...moved, id: 'nothing' }, next)).toBe(false);
    });
  });

  describe('decisions', () => {
    const no = { kind: 'refused', code: 'a', clause: '6.7 a', reason: 'Why', by: 'officer', at: 7000 } as const;
    const yes = { kind: 'granted', reason: 'Why not', by: 'officer', at: 8000, appeal: 'a1' } as const;
    const refuse = async (one: Case, by: Extract<Decision, { kind: 'refused' }> = no) =>
      registry.refuseCase(one, by, withoutWaiting(await subjectOf(), one.id));

    it('refuse a case that waits, and take it from the open ones', async () => {
      const one = await open();
      expect(await refuse(one)).toBe(true);
      const expected = { ...one, state: 'refused', refusedAt: 7000, decisions: [no] };
      expect(await registry.case(ID)).toEqual(expected);
      expect([await waiting(), await refused()]).toEqual([[], [ID]]);
      expect(await registry.checkSubject(ref)).toMatchObject({ subject: { ref, policy: 'shop', id: 'li' } });
      expect((await subjectOf()).waiting).toBeUndefined();
    });

    it('refuse nothing that has changed since it was read', async () => {
      const one = await open();
      expect(await refuse({ ...one, deadline: DEADLINE + 1 })).toBe(false);
      await registry.setDeadline(one, { at: 9000, provisional: false, calendar: null });
      expect(await refuse(one)).toBe(false);
      const begun = await open({ id: 'c2', state: 'open', gates: [] });
      expect(await refuse(begun)).toBe(false);
      expect(await refuse({ ...begun, state: 'waiting' })).toBe(false);
      expect([await waiting(), await refused()]).toEqual([expect.arrayContaining([ID, 'c2']), []]);
      expect((await registry.case('c2'))?.decisions).toBeUndefined();
    });

    it('are made under the marks that were read', async () => {
      const one = await open();
      const read = withoutWaiting(await subjectOf(), ID);
      await registry.markSubject({ ...(await subjectOf()), livedAt: 1 });
      await expect(registry.refuseCase(one, no, read)).rejects.toMatchObject({ code: 'ANOTHER_WORKER' });
      expect(await registry.case(ID)).toEqual(one);
    });

    it('take a refusal back, with gates and deadline as they were, and keep both', async () => {
      const one = await open();
      await refuse(one);
      const known = await registry.case(ID);
      if (known === null) throw new Error('it was opened');
      const subject = withWaiting(await subjectOf(), ID);
      expect(await registry.reopenCase(known, yes, subject)).toBe(true);
      expect(await registry.case(ID)).toEqual({ ...one, decisions: [no, yes] });
      expect([await waiting(), await refused()]).toEqual([[ID], []]);
      expect((await subjectOf()).waiting).toEqual([ID]);
      expect(await registry.reopenCase(known, yes, withWaiting(await subjectOf(), ID))).toBe(false);
      expect(await refuse(one, { ...no, code: 'b', evidence: 'file 1' })).toBe(true);
      expect((await registry.case(ID))?.decisions).toEqual([no, yes, { ...no, code: 'b', evidence: 'file 1' }]);
    });

    it('list refused cases by when, page by page', async () => {
      for (const [id, at] of Object.entries({ c1: 9000, c2: 7000, c3: 8000 }))
        await refuse(await open({ id }), { ...no, at });
      const first = await registry.refusedCases('', 2);
      expect(first.cases.map(({ id }) => id)).toEqual(['c2', 'c3']);
      expect(await registry.refusedCases(first.next ?? '', 2)).toEqual({
        cases: [{ id: 'c1', deadline: 9000 }],
        next: null,
      });
    });

    it('charge once', async () => {
      const one = await open();
      const fee = { amount: 'CNY 20', why: 'Often', by: 'officer', at: 7000 };
      expect(await registry.decideFee(ID, fee)).toEqual({ ...one, fee });
      expect(await registry.decideFee(ID, { ...fee, amount: 'CNY 30' })).toEqual({ ...one, fee });
      expect(await registry.decideFee('nothing', fee)).toBeNull();
      expect(await registry.case('nothing')).toBeNull();
    });
  });

  it('what a subject asked for is noted with it, by when, and reading its holds does not meet it', async () => {
    await registry.rememberSubject({ ref, policy: 'shop', id: 'li' });
    expect(await registry.requests(ref)).toEqual([]);
    for (const [id, at] of [
      ['c2', 2000],
      ['c1', 1000],
      ['c2', 2000],
    ] as const) {
      await registry.noteRequest(ref, { case: id, at });
    }
    await registry.noteRequest(newRef(), { case: 'c3', at: 1000 });
    expect(await registry.requests(ref)).toEqual([
      { case: 'c1', at: 1000 },
      { case: 'c2', at: 2000 },
    ]);
    expect(await registry.checkSubject(ref)).toMatchObject({ holds: [], fulfilled: [], subject: { id: 'li' } });
    expect(await registry.isTagged(ref)).toBe(false);
  });

  it('an extension is in force like a hold, with its end', async () => {
    const until = Date.parse('2100-01-01T00:00:00Z');
    const hold = {
      id: 'x1',
      ground: 'law',
      authority: 'Court',
      placedAt: 1,
      placedBy: 'officer',
      reviewAt: until,
      until,
    };
    const placed = { ...hold, policy: 'shop', scope: { ref } };
    expect(await registry.placeHold(placed)).toEqual(placed);
    expect((await registry.checkSubject(ref)).holds).toEqual([hold]);
    expect(await registry.holds()).toContainEqual(placed);
  });
}
