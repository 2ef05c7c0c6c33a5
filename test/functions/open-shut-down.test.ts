import { describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/open-case/handler.ts';
import { createEpochKey } from '../../lib/evidence/epochs/index.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { PROOFS, plan } from '../shutting-down/world.ts';
import { batchOf, busEvent, clock, createWatch, message, referencer } from './messages.ts';

const AT = '2026-03-01T08:00:00+08:00';
const end = (more: object = {}) =>
  busEvent('ServiceShutDown', { id: 'end-1', policy: 'shop', receivedAt: AT, ...more });
const proven = (of: string, preconditions: object) =>
  busEvent('PreconditionsMet', { id: 'proof-1', case: of, preconditions, metAt: AT });

function createOffice() {
  const watch = createWatch();
  const registry = memoryRegistry({ shards: 1 });
  const epoch = createEpochKey('2026', Buffer.alloc(32, 1));
  const handle = createHandler({
    ...watch,
    plan,
    registry,
    clock,
    references: async () => referencer,
    epoch: async () => epoch,
    bus: { announce: async () => {} },
  });
  let id = 0;
  return {
    registry,
    letters: watch.letters,
    take: (body: string) => handle(batchOf(message(body, String(++id)))),
    only: async () => (await registry.shutDowns())[0],
  };
}

describe('the open-case function, when a service ends', () => {
  it('opens its shut-down, and notes its proofs as they come [R-26]', async () => {
    const { take, only, letters } = createOffice();
    await take(end());
    const opened = await only();
    expect(opened).toMatchObject({ policy: 'shop', recorded: [] });
    expect(opened?.provenAt).toBeUndefined();
    for (const [gate, evidence] of Object.entries(PROOFS)) await take(proven(opened?.id ?? '', { [gate]: evidence }));
    expect(await only()).toMatchObject({ provenAt: Date.parse(AT) });
    expect(letters).toEqual([]);
  });

  it.each([
    ['another has ended it before', end({ id: 'end-2' }), 'EVENT_CONTRADICTS'],
    [
      'it comes with a proof that nobody asked for',
      end({ id: 'x', preconditions: { identity: 'T-1' } }),
      'EVENT_NOT_COVERED',
    ],
    ['the policy says nothing of its end', end({ policy: 'quiet' }), 'EVENT_NOT_COVERED'],
    ['it names a subject', end({ subject: 'li' }), 'EVENT_INCOMPLETE'],
    ['what is proven is neither a shut-down nor a case', proven('A'.repeat(22), PROOFS), 'EVENT_UNKNOWN_CASE'],
  ])('parks the event where %s', async (_, body, code) => {
    const { take, only, letters } = createOffice();
    await take(end());
    const before = await only();
    await take(body);
    expect(letters.map((letter) => letter.code)).toEqual([code]);
    expect(await only()).toEqual(before);
  });
});
