import { describe, expect, it } from 'vitest';
import { CASE, CONFIRM_BY, createRecipientsWorld, DAY, HOUR, MINUTE, REF, START, SUBJECT } from './recipients-world.ts';

const BY = 'post room';

describe('a recipient that is told by letter', () => {
  it('has a person asked to send it at once; it says in both languages whose data, which, why and by when [D-46, E-24, R-17]', async () => {
    const world = createRecipientsWorld(['insurer']);
    await world.open();
    await world.look();
    expect(world.sent).toEqual([]);
    expect(world.news('LetterToSend')).toEqual([
      { policy: 'shop', case: CASE, recipient: 'insurer', confirmBy: new Date(CONFIRM_BY).toISOString() },
    ]);
    expect(await world.desk.list(null)).toMatchObject([
      { recipient: 'insurer', by: 'letter', state: 'letter to send' },
    ]);
    const { text, html } = await world.desk.letter(CASE, 'insurer');
    await expect(text).toMatchFileSnapshot('golden/letter.txt');
    await expect(html).toMatchFileSnapshot('golden/letter.html');
    for (const written of [text, html]) {
      for (const said of [SUBJECT, CASE, '浏览记录', 'privacy@shop.example', '2026-11-02'])
        expect(written).toContain(said);
    }
    expect(html, 'text is text').not.toContain('<A&B>');
  });

  it('is kept nowhere: nothing but the one item names the person', async () => {
    const world = createRecipientsWorld(['insurer']);
    await world.open();
    await world.look();
    await world.desk.letter(CASE, 'insurer');
    const naming = world.registry.contents().filter(({ item }) => JSON.stringify(item).includes(SUBJECT));
    expect(naming.map(({ pk, sk }) => `${pk} ${sk}`)).toEqual([`S#${REF} SUBJECT`]);
    expect(JSON.stringify(world.announced)).not.toContain(SUBJECT);
  });

  it('counts as told when a person says that it was sent, and is reminded by another', async () => {
    const world = createRecipientsWorld(['insurer']);
    await world.open();
    await world.look();
    world.advance(2 * HOUR);
    const told = await world.desk.sent(CASE, 'insurer', BY);
    expect(told).toMatchObject({ state: 'told', toldAt: new Date(START + 2 * HOUR).toISOString() });
    expect(await world.recipient('insurer')).toMatchObject({ toldAt: START + 2 * HOUR, toldBy: BY });
    expect(world.news('RecipientNotified')).toHaveLength(1);
    expect(await world.desk.sent(CASE, 'insurer', 'others'), 'told again').toEqual(told);
    expect(world.news('RecipientNotified')).toHaveLength(1);
    await world.until(CONFIRM_BY - HOUR, HOUR);
    expect(world.news('LetterToSend').length).toBe(3);
    const confirmed = await world.desk.confirm(CASE, 'insurer', BY);
    expect(confirmed).toMatchObject({ state: 'confirmed' });
    expect(await world.recipient('insurer')).toMatchObject({ confirmedBy: BY });
    await world.until(CONFIRM_BY + DAY, HOUR);
    expect(world.news('RecipientEscalated')).toEqual([]);
    expect(await world.waiting()).toEqual([]);
  });

  it('that nobody sends is left to a person when its time is up, as one that was never told', async () => {
    const world = createRecipientsWorld(['insurer']);
    await world.open();
    await world.until(CONFIRM_BY, HOUR);
    expect(world.news('RecipientEscalated')).toMatchObject([{ recipient: 'insurer', told: false }]);
  });

  it('is not written while a hold is on it, before its time began, or when there is nothing more to send', async () => {
    const world = createRecipientsWorld(['insurer', 'courier']);
    await world.open();
    const refused = (what: Promise<unknown>) => expect(what).rejects.toMatchObject({ code: 'USAGE' });
    await refused(world.desk.letter(CASE, 'insurer'));
    await refused(world.desk.sent(CASE, 'insurer', BY));
    await world.look();
    await refused(world.desk.letter(CASE, 'courier'));
    await refused(world.desk.sent(CASE, 'courier', BY));
    const hold = { ground: 'a', authority: 'order 1', placedAt: START, placedBy: 'counsel', reviewAt: START + DAY };
    await world.registry.placeHold({ id: 'h1', policy: 'shop', scope: { wide: 'shop' }, ...hold });
    await refused(world.desk.letter(CASE, 'insurer'));
    await world.registry.releaseHold('h1', { at: world.now, by: 'counsel' });
    expect((await world.desk.letter(CASE, 'insurer')).text).toContain(SUBJECT);
    await world.desk.escalate(CASE, 'insurer', BY);
    await refused(world.desk.letter(CASE, 'insurer'));
  });
});

describe('the desk', () => {
  it('lists who is outstanding, and those given up until they answer; of one case everybody', async () => {
    const world = createRecipientsWorld(['bank', 'courier', 'mailer']);
    await world.open();
    const states = async (caseId: string | null = null) =>
      (await world.desk.list(caseId)).map(({ recipient, state }) => `${recipient}: ${state}`);
    expect(await states()).toEqual(['courier: to be told', 'mailer: to be told']);
    await world.look();
    expect(await states()).toEqual(['courier: told', 'mailer: told']);
    await world.desk.escalate(CASE, 'courier', BY);
    await world.registry.confirmRecipient(CASE, 'mailer', world.now, world.now);
    await world.until(START + DAY, HOUR);
    expect(await states()).toEqual(['courier: escalated']);
    expect(await states(CASE)).toEqual(['bank: keeps', 'courier: escalated', 'mailer: confirmed']);
    expect((await world.desk.list(CASE))[0]?.why).toBe('Anti-Money Laundering Law Art. 34');
    await world.desk.confirm(CASE, 'courier', BY);
    expect(await states()).toEqual([]);
    expect(JSON.stringify(await world.desk.list(CASE))).not.toContain(SUBJECT);
  });

  it('refuses what cannot be, with a word that helps, and changes nothing', async () => {
    const world = createRecipientsWorld(['bank', 'courier']);
    await world.open();
    const before = world.registry.contents();
    const none = 'N'.repeat(22);
    for (const refused of [
      world.desk.list(none),
      world.desk.confirm(none, 'courier', BY),
      world.desk.confirm(CASE, 'stranger', BY),
      world.desk.confirm(CASE, 'bank', BY),
      world.desk.confirm(CASE, 'courier', BY), // nobody told it yet
      world.desk.escalate(CASE, 'bank', BY),
      world.desk.escalate(CASE, 'constructor', BY),
      world.desk.letter(CASE, 'bank'),
    ]) {
      await expect(refused).rejects.toMatchObject({ code: 'USAGE', remedy: 'refuse' });
    }
    expect(world.registry.contents()).toEqual(before);
  });

  it('gives one up once: the first time stands', async () => {
    const world = createRecipientsWorld();
    await world.open();
    await world.look();
    const first = await world.desk.escalate(CASE, 'courier', BY);
    world.advance(MINUTE);
    expect(await world.desk.escalate(CASE, 'courier', 'others')).toEqual(first);
    expect(world.news('RecipientEscalated')).toHaveLength(1);
    expect(await world.recipient()).toMatchObject({ escalatedBy: BY, escalatedAt: START });
  });
});
