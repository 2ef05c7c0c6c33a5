import { describe, expect, it } from 'vitest';
import { ExpungeError } from '../../lib/errors.ts';
import {
  ANSWER_TO,
  CASE,
  CONFIRM_BY,
  createRecipientsWorld,
  DAY,
  HOUR,
  MINUTE,
  REF,
  START,
  SUBJECT,
  silent,
} from './recipients-world.ts';

describe('a recipient', () => {
  it('is told at the first look after the case opened: whose data, which, why, by when and where to confirm [D-46, E-24, R-17]', async () => {
    const world = createRecipientsWorld();
    await world.open();
    expect(await world.look()).toEqual({ told: 1, failed: 0, escalated: 0, faults: [] });
    expect(world.sent).toEqual([
      {
        at: START,
        attempt: 1,
        notice: {
          format: 'expunge-notice/1',
          case: CASE,
          controller: world.plan.policies.shop?.controller,
          policy: 'shop',
          recipient: 'courier',
          subject: SUBJECT,
          scope: { kind: 'account' },
          categories: [
            { id: 'network', term: 'IP 地址' },
            { id: 'visits', term: '浏览记录' },
          ],
          clause: 'Closing',
          ground: '4.1j',
          ask: 'erase and confirm',
          confirmBy: new Date(CONFIRM_BY).toISOString(),
          confirmTo: ANSWER_TO,
        },
      },
    ]);
    expect(await world.recipient()).toEqual({
      id: 'courier',
      attempts: 1,
      confirmBy: CONFIRM_BY,
      next: START + (CONFIRM_BY - START) / 2,
      toldAt: START,
    });
    expect(world.news('RecipientNotified')).toEqual([
      { policy: 'shop', case: CASE, recipient: 'courier', notifiedAt: new Date(START).toISOString() },
    ]);
    expect(world.counts.get('RecipientsNotified')).toBe(1);
  });

  it('is told of the categories it received, in the words of the policy, and of no others [R-17, B-09, C-31]', async () => {
    const world = createRecipientsWorld();
    await world.open();
    await world.look();
    const told = world.sent[0]?.notice.categories ?? [];
    expect(told.map(({ id }) => id)).toEqual(['network', 'visits']);
    const [first] = told;
    const narrow = createRecipientsWorld();
    await narrow.open({ scope: { kind: 'categories', categories: [first?.id ?? ''] } });
    await narrow.look();
    expect(narrow.sent[0]?.notice).toMatchObject({ scope: { kind: 'categories' }, categories: [first] });
  });

  it('that has the data by law, or by an authorisation of its own, is not told, and stands on the case as such [D-46, E-24, D-14, R-17]', async () => {
    const world = createRecipientsWorld(['bank']);
    await world.open();
    await world.until(CONFIRM_BY + DAY, HOUR);
    expect(world.sent).toEqual([]);
    expect(await world.recipient('bank')).toEqual({
      id: 'bank',
      skipped: { because: 'law', why: 'Anti-Money Laundering Law Art. 34' },
    });
    expect(world.announced).toEqual([]);
  });

  it('of a case that waits for its gates is not told before it begins', async () => {
    const world = createRecipientsWorld();
    await world.open({ state: 'waiting', outstanding: [], gates: [{ id: 'identity' }] });
    await world.until(START + DAY, HOUR);
    expect(world.sent).toEqual([]);
  });

  it('of a case that was refused meanwhile is told no more', async () => {
    const world = createRecipientsWorld();
    await world.open({ state: 'refused', refusedAt: START });
    await world.registry.putNotice({ case: CASE, at: START });
    await world.look();
    expect(world.sent).toEqual([]);
    expect(await world.waiting()).toEqual([]);
  });

  it('is not told while a hold suspends the erasure, and is as soon as it is released; its time begins then', async () => {
    const world = createRecipientsWorld();
    await world.open();
    const hold = {
      ground: 'a',
      authority: 'court order 1',
      placedAt: START,
      placedBy: 'counsel',
      reviewAt: START + DAY,
    };
    await world.registry.placeHold({ id: 'h1', policy: 'shop', scope: { ref: REF }, ...hold });
    await world.until(START + 3 * DAY, HOUR);
    expect(world.sent).toEqual([]);
    expect(await world.recipient()).toEqual({ id: 'courier' });
    await world.registry.releaseHold('h1', { at: world.now, by: 'counsel' });
    await world.registry.placeHold({ id: 'h2', policy: 'shop', scope: { wide: 'logs' }, ...hold });
    await world.until(START + 4 * DAY, HOUR);
    expect(world.sent, 'what it received is held').toEqual([]);
    await world.registry.releaseHold('h2', { at: world.now, by: 'counsel' });
    await world.until(world.now + HOUR);
    expect(world.sent).toHaveLength(1);
    expect((await world.recipient())?.confirmBy).toBe(Date.parse('2026-11-06T16:00:00Z'));
  });

  it('is told once an extension has ended, which nobody has to release', async () => {
    const world = createRecipientsWorld();
    await world.open();
    const ends = START + 2 * DAY;
    const hold = { ground: 'a', authority: 'order 1', placedAt: START, placedBy: 'counsel', reviewAt: START + DAY };
    await world.registry.placeHold({ id: 'x1', policy: 'shop', scope: { ref: REF }, ...hold, until: ends });
    await world.until(ends - MINUTE, HOUR);
    expect(world.sent).toEqual([]);
    await world.until(ends + HOUR);
    expect(world.sent).toHaveLength(1);
  });

  it('is reminded at half of its time and a day before its end, with the same notice, and then left to a person [R-17]', async () => {
    const world = createRecipientsWorld();
    await world.open();
    await world.until(CONFIRM_BY - MINUTE, 10 * MINUTE);
    expect(world.sent.map(({ at }) => at)).toEqual([
      START,
      expect.closeTo(START + (CONFIRM_BY - START) / 2, -7),
      expect.closeTo(CONFIRM_BY - DAY, -7),
    ]);
    const [first, second, third] = world.sent;
    expect([second?.notice, third?.notice]).toEqual([first?.notice, first?.notice]);
    expect(world.news('RecipientNotified'), 'a reminder is no news').toHaveLength(1);
    expect(world.news('RecipientEscalated')).toEqual([]);
    await world.until(CONFIRM_BY + HOUR);
    expect(world.news('RecipientEscalated')).toEqual([
      {
        policy: 'shop',
        case: CASE,
        recipient: 'courier',
        told: true,
        escalatedAt: new Date(CONFIRM_BY).toISOString(),
      },
    ]);
    expect(await world.recipient()).toMatchObject({ escalatedAt: CONFIRM_BY, attempts: 3, toldAt: START });
    expect(world.counts.get('RecipientsEscalated')).toBe(1);
    expect(await world.waiting(), 'nothing more is done by itself').toEqual([]);
  });

  it('that confirms is left in peace, and the case waits for it no longer [D-46, E-24]', async () => {
    const world = createRecipientsWorld();
    await world.open();
    await world.look();
    world.advance(HOUR);
    await world.registry.confirmRecipient(CASE, 'courier', world.now, world.now);
    await world.until(CONFIRM_BY + DAY, HOUR);
    expect(world.sent).toHaveLength(1);
    expect(world.news('RecipientEscalated')).toEqual([]);
    expect(await world.waiting()).toEqual([]);
  });

  it('is told no more once the person has consented again, and is left to a person: it may hold what it now may have', async () => {
    const world = createRecipientsWorld();
    await world.open({ scope: { kind: 'categories', categories: ['network'] }, trigger: 'ConsentWithdrawn' });
    await world.look();
    expect(world.sent).toHaveLength(1);
    const { subject } = await world.registry.checkSubject(REF);
    if (subject === null) throw new Error('somebody withdrew');
    const { withdrawn: _lifted, ...consented } = subject;
    await world.registry.markSubject(consented);
    await world.until(CONFIRM_BY, HOUR);
    expect(world.sent).toHaveLength(1);
    expect(world.news('RecipientEscalated')).toMatchObject([{ recipient: 'courier', told: true }]);
    expect((await world.recipient())?.escalatedAt, 'at its next reminder').toBeLessThan(CONFIRM_BY - DAY);
    expect(world.faults).toEqual([]);
  });

  it('may confirm in its answer', async () => {
    const world = createRecipientsWorld();
    world.answers(() => ({ confirmed: true }));
    await world.open();
    await world.look();
    expect(await world.recipient()).toMatchObject({ toldAt: START, confirmedAt: START });
    expect(await world.waiting()).toEqual([]);
  });

  it('may confirm while it is still being told: the attempt was noted before it was made', async () => {
    const world = createRecipientsWorld();
    world.answers(async () => {
      const known = await world.registry.confirmRecipient(CASE, 'courier', START, START);
      expect(known?.recipients[0]?.confirmedAt).toBe(START);
      return undefined;
    });
    await world.open();
    await world.look();
    world.advance(20 * DAY);
    await world.look();
    expect(await world.recipient()).toMatchObject({ confirmedAt: START, toldAt: START });
    expect(world.sent).toHaveLength(1);
  });

  it('that answers late, after it was left to a person, has it noted all the same', async () => {
    const world = createRecipientsWorld();
    world.answers(silent);
    await world.open();
    await world.until(CONFIRM_BY + HOUR, HOUR);
    expect(await world.recipient()).toMatchObject({ escalatedAt: CONFIRM_BY });
    await world.registry.confirmRecipient(CASE, 'courier', world.now, world.now);
    expect(await world.recipient()).toMatchObject({ escalatedAt: CONFIRM_BY, confirmedAt: world.now });
  });
});

describe('a recipient that cannot be reached', () => {
  it('is tried again, later each time, until it takes the notice [R-17]', async () => {
    const world = createRecipientsWorld();
    world.answers(silent);
    await world.open();
    await world.until(START + 3 * DAY);
    const waits = world.sent.slice(1).map(({ at }, place) => (at - (world.sent[place]?.at ?? 0)) / MINUTE);
    expect(waits.slice(0, 9)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256]);
    expect(Math.max(...waits)).toBe(360);
    expect(await world.recipient()).toMatchObject({ failure: 'RECIPIENT_SILENT', attempts: world.sent.length });
    expect(await world.recipient()).not.toHaveProperty('toldAt');
    world.answers(() => undefined);
    const before = world.sent.length;
    await world.until(START + 4 * DAY);
    expect(world.sent).toHaveLength(before + 1);
    const told = await world.recipient();
    expect(told).toMatchObject({ toldAt: expect.any(Number), confirmBy: CONFIRM_BY });
    expect(told).not.toHaveProperty('failure');
    expect(new Set(world.sent.map(({ notice }) => JSON.stringify(notice))).size, 'always the same notice').toBe(1);
  });

  it('until its time is up is left to a person then, as one that was never told', async () => {
    const world = createRecipientsWorld();
    world.answers(() => {
      throw new ExpungeError('RECIPIENT_REFUSES', 'status 503');
    });
    await world.open();
    await world.until(CONFIRM_BY, HOUR);
    expect(world.news('RecipientEscalated')).toMatchObject([{ told: false }]);
    expect(world.news('RecipientNotified')).toEqual([]);
    expect(world.counts.get('RecipientsUnreached')).toBe(world.sent.length);
  });

  it('holds up no other: after three time-outs it is left alone for the rest of the look', async () => {
    const world = createRecipientsWorld(['courier', 'mailer']);
    world.answers(({ notice }) => (notice.recipient === 'courier' ? silent() : undefined));
    const ids = Array.from({ length: 40 }, (_, n) => `${n}`.padStart(22, 'C'));
    for (const id of ids) await world.open({ id });
    const look = await world.look();
    expect(look.told).toBe(40);
    expect(look.failed).toBeLessThan(3 + 8);
    await world.until(START + DAY, MINUTE);
    const tried = new Set(
      world.sent.filter(({ notice }) => notice.recipient === 'courier').map((one) => one.notice.case),
    );
    expect(tried.size, 'in time each is tried').toBe(40);
  }, 20_000);

  it('because the inventory has lost it since is left to a person at once', async () => {
    const world = createRecipientsWorld();
    await world.open({ recipients: [{ id: 'somebody' }] });
    await world.look();
    expect(await world.recipient('somebody')).toMatchObject({ escalatedAt: START });
    expect(world.faults).toMatchObject([{ code: 'RECIPIENT_GONE' }]);
  });

  it('because nothing names the subject any more is left to a person: nobody is told of nobody', async () => {
    const world = createRecipientsWorld();
    await world.open();
    await world.registry.markForgetting(REF, START);
    expect(await world.registry.forgetSubject(REF, START, START + 35 * DAY)).toBe(true);
    await world.look();
    expect(world.sent).toEqual([]);
    expect(world.faults).toMatchObject([{ code: 'SUBJECT_UNKNOWN' }]);
    expect(await world.recipient()).toMatchObject({ escalatedAt: START });
  });
});

describe('once every recipient is settled', () => {
  it('nothing is due any more, so nothing has to be known of the subject: it may be forgotten [D-46, E-24]', async () => {
    const world = createRecipientsWorld(['bank', 'courier', 'mailer', 'partner']);
    world.answers(({ notice }) => (notice.recipient === 'mailer' ? silent() : undefined));
    await world.open();
    await world.look();
    await world.registry.confirmRecipient(CASE, 'courier', world.now, world.now);
    await world.desk.escalate(CASE, 'partner', 'privacy desk');
    await world.until(CONFIRM_BY, HOUR);
    expect(await world.waiting()).toEqual([]);
    const before = world.sent.length;
    await world.registry.markForgetting(REF, world.now);
    await world.registry.forgetSubject(REF, world.now, world.now + 35 * DAY);
    await world.registry.putNotice({ case: CASE, at: world.now });
    await world.look();
    expect(world.sent).toHaveLength(before);
    expect(world.faults.filter((one) => (one as ExpungeError).code === 'SUBJECT_UNKNOWN')).toEqual([]);
  });
});
