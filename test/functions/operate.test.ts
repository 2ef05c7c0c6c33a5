import { describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/operate/handler.ts';
import { writeSealed } from '../../lib/evidence/log/sealed-receipts.ts';
import { createEpochBench } from '../evidence/epochs/bench.ts';
import { idOf, receipt } from '../evidence/pages.ts';

const MAY = Date.parse('2026-05-01T00:00:00Z');
const HOUR = 3_600_000;

function createDesk() {
  const { epochs } = createEpochBench();
  const objects = new Map<string, Uint8Array>();
  let now = MAY;
  const handle = createHandler({
    epochs,
    receipts: { keys: async () => [...objects.keys()].sort(), read: async (key) => objects.get(key) ?? null },
    clock: { now: () => now, sleep: async () => {} },
  });
  return {
    epochs,
    handle,
    wait: (milliseconds: number) => {
      now += milliseconds;
    },
    /** An erasure of this subject's, as the erasers would have named it now. */
    async erase(subject: string) {
      const number = objects.size;
      const one = receipt(idOf(number), { subject: (await epochs.current(now)).reference('shop', subject) });
      const sealed = { page: 'p', salt: Buffer.alloc(32).toString('base64'), receipt: one };
      const { segment, bytes } = writeSealed('expunge/aws-cn/2026', number, [sealed]);
      objects.set(segment.key, bytes);
      return one;
    },
    find: (subject: string) =>
      handle({ command: 'receipts find', policy: 'shop', subject, after: null }) as Promise<{
        found: { receipt: unknown }[];
        searched: string[];
        unsearchable: unknown[];
      }>,
  };
}

describe('operate', () => {
  it('lists, rotates and destroys epochs', async () => {
    const desk = createDesk();
    expect(await desk.handle({ command: 'epoch list' })).toEqual({ epochs: [] });
    await desk.epochs.current(MAY);
    desk.wait(HOUR);
    const second = { id: '2026.2', begunAt: '2026-05-01T01:00:00.000Z', destroyedAt: null };
    expect(await desk.handle({ command: 'epoch rotate' })).toEqual({ epoch: second });
    desk.wait(HOUR);
    const first = { id: '2026', begunAt: '2026-05-01T00:00:00.000Z', destroyedAt: '2026-05-01T02:00:00.000Z' };
    expect(await desk.handle({ command: 'epoch destroy', id: '2026' })).toEqual({ epoch: first });
    expect(await desk.handle({ command: 'epoch list' })).toEqual({ epochs: [first, second] });
  });

  it('finds a subject under every epoch that lives', async () => {
    const desk = createDesk();
    const old = await desk.erase('li');
    await desk.erase('wang');
    await desk.handle({ command: 'epoch rotate' });
    const fresh = await desk.erase('li');
    expect(fresh.subject.ref).not.toBe(old.subject.ref);
    const { found, searched, unsearchable } = await desk.find('li');
    expect(found.map((one) => one.receipt)).toEqual([old, fresh]);
    expect(searched).toEqual(['2026', '2026.2']);
    expect(unsearchable).toEqual([]);
  });

  it('finds nothing of an epoch that was destroyed, and says so', async () => {
    const desk = createDesk();
    await desk.erase('li');
    await desk.handle({ command: 'epoch rotate' });
    const fresh = await desk.erase('li');
    desk.wait(HOUR);
    await desk.handle({ command: 'epoch destroy', id: '2026' });
    const { found, searched, unsearchable } = await desk.find('li');
    expect(found.map((one) => one.receipt)).toEqual([fresh]);
    expect(searched).toEqual(['2026.2']);
    expect(unsearchable).toEqual([{ epoch: '2026', code: 'EPOCH_DESTROYED', destroyedAt: '2026-05-01T01:00:00.000Z' }]);
  });

  it.each([
    ['nothing', undefined],
    ['an unknown command', { command: 'epoch bury' }],
    ['no id', { command: 'epoch destroy' }],
    ['an empty subject', { command: 'receipts find', policy: 'shop', subject: '', after: null }],
    ['a field too many', { command: 'epoch rotate', id: '13912345678' }],
    ['a subject that is no text', { command: 'receipts find', policy: 'shop', subject: ['13912345678'], after: null }],
  ])('refuses %s, and quotes nothing of it', async (_, order) => {
    const desk = createDesk();
    const refused = desk.handle(order);
    await expect(refused).rejects.toMatchObject({ code: 'USAGE', message: expect.not.stringContaining('139') });
    expect(await desk.epochs.list()).toEqual([]);
  });
});
