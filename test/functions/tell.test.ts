import { describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/tell/handler.ts';
import { CASE, createRecipientsWorld, memoryNoticeKey, SUBJECT, silent } from '../recipients/recipients-world.ts';

const context = { getRemainingTimeInMillis: () => 170_000 };

function functionIn(world: ReturnType<typeof createRecipientsWorld>) {
  const key = memoryNoticeKey();
  const handler = createHandler({ office: world.office, key });
  return { key, call: (event: unknown) => handler(event, context) };
}

describe('tell', () => {
  it('works the outbox off when its schedule starts it; a recipient that is silent is no failure of ours', async () => {
    const world = createRecipientsWorld(['courier', 'mailer']);
    world.answers(({ notice }) => (notice.recipient === 'courier' ? silent() : undefined));
    await world.open();
    expect(await functionIn(world).call({ id: 'a schedule' })).toEqual({ told: 1, failed: 1, escalated: 0 });
  });

  it('fails where something of ours did, after everything else was done', async () => {
    const world = createRecipientsWorld();
    await world.open();
    await world.open({ id: 'D'.repeat(22) });
    const { checkSubject } = world.registry;
    let calls = 0;
    const broken = (ref: string) => (++calls === 1 ? Promise.reject(new Error('down')) : checkSubject(ref));
    Object.assign(world.office.registry, { checkSubject: broken });
    await expect(functionIn(world).call({})).rejects.toThrow('down');
    expect(world.sent).toHaveLength(1);
  });

  it('begins no page that it has no time for', async () => {
    const world = createRecipientsWorld();
    await world.open();
    const handler = createHandler({ office: world.office, key: memoryNoticeKey() });
    expect(await handler({}, { getRemainingTimeInMillis: () => 30_000 })).toMatchObject({ told: 0 });
    expect(world.sent).toEqual([]);
  });

  it('does what a person asks', async () => {
    const world = createRecipientsWorld(['courier', 'insurer']);
    await world.open();
    const { call, key } = functionIn(world);
    await call({});
    const about = { case: CASE, recipient: 'insurer' };
    expect(await call({ command: 'recipient list', case: null })).toMatchObject({
      recipients: [{ recipient: 'courier' }, { recipient: 'insurer', state: 'letter to send' }],
    });
    expect(await call({ command: 'recipient letter', ...about })).toMatchObject({
      letter: { text: expect.stringContaining(SUBJECT) },
    });
    expect(await call({ command: 'recipient sent', ...about, by: 'post room' })).toMatchObject({
      recipient: { state: 'told' },
    });
    expect(await call({ command: 'recipient confirm', ...about, by: 'post room' })).toMatchObject({
      recipient: { state: 'confirmed' },
    });
    const courier = { case: CASE, recipient: 'courier' };
    expect(await call({ command: 'recipient escalate', ...courier, by: 'privacy desk' })).toMatchObject({
      recipient: { state: 'escalated' },
    });
    expect(await call({ command: 'recipient key' })).toEqual({
      key: { id: await key.id(), publicKey: Buffer.from(await key.publicKey()).toString('base64') },
    });
  });

  it.each([
    { command: 'recipient forget', case: CASE, recipient: 'courier' },
    { command: 'recipient confirm', case: CASE, recipient: 'courier' },
    { command: 'recipient confirm', case: CASE, recipient: 'courier', by: 'a\nb' },
    { command: 'recipient confirm', case: CASE, recipient: 'courier', by: 'me', at: 'now' },
    { command: 'recipient letter', case: `../${CASE}`, recipient: 'courier' },
    { command: 'recipient list' },
    { command: SUBJECT },
  ])('refuses what is no order, and quotes nothing of it: %j', async (order) => {
    const world = createRecipientsWorld();
    await world.open();
    const answer = await functionIn(world).call(order);
    expect(answer).toMatchObject({ error: { code: 'USAGE' } });
    expect(JSON.stringify(answer)).not.toContain(SUBJECT);
    expect(world.sent).toEqual([]);
  });
});
