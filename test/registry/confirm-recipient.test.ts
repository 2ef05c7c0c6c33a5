import { describe, expect, it } from 'vitest';
import { confirmRecipient } from '../../lib/registry/index.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { sampleCase } from './sample-case.ts';

const NOW = Date.parse('2026-03-02T00:00:00Z');
const ref = 'AAAAAAAAAAAAAAAAAAAAAA';
const id = 'CCCCCCCCCCCCCCCCCCCCCC';
const said = {
  type: 'RecipientConfirmed',
  id: 'answer-1',
  case: id,
  recipient: 'courier',
  confirmedAt: NOW - 3_600_000,
} as const;

/** A case whose data two others received. */
async function createOffice(state: 'open' | 'completed' = 'open') {
  const registry = memoryRegistry({ shards: 1 });
  const closure = { case: id, trigger: 'AccountClosed' as const, at: 1, deadline: 2, covers: [] };
  const opened = sampleCase({
    id,
    ref,
    state,
    ...(state === 'completed' && { completedAt: NOW - 7_200_000 }),
    recipients: [{ id: 'bank' }, { id: 'courier' }],
  });
  await registry.openCase(opened, { ref, policy: 'shop', id: 'li', closure }, []);
  for (const entry of await registry.certificatesDue(NOW, 10)) {
    await registry.certified(entry, id, { stage: 'erased', at: NOW }, null);
  }
  return { registry, clock: { now: () => NOW, sleep: async () => {} } };
}

describe('a recipient that confirms', () => {
  it('is noted with the case, at the time it said, and the same again changes nothing', async () => {
    const office = await createOffice();
    const confirmed = [{ id: 'bank' }, { id: 'courier', confirmedAt: said.confirmedAt }];
    expect((await confirmRecipient(said, office)).recipients).toEqual(confirmed);
    const before = office.registry.contents();
    await confirmRecipient({ ...said, id: 'answer-2', confirmedAt: NOW }, office);
    expect(office.registry.contents()).toEqual(before);
    expect(await office.registry.certificatesDue(9e12, 10), 'the case has not ended').toEqual([]);
  });

  it('has the next certificate of a completed case thought of', async () => {
    const office = await createOffice('completed');
    await confirmRecipient(said, office);
    expect(await office.registry.certificatesDue(NOW, 10)).toEqual([]);
    expect(await office.registry.certificatesDue(NOW + 1000, 10)).toEqual([{ case: id, at: NOW + 1000 }]);
  });

  it.each([
    ['for a case nobody opened', { case: 'D'.repeat(22) }, 'EVENT_UNKNOWN_CASE'],
    ['without having received anything', { recipient: 'baker' }, 'EVENT_UNKNOWN_RECIPIENT'],
    ['under a name every object has', { recipient: 'constructor' }, 'EVENT_UNKNOWN_RECIPIENT'],
  ])('%s is refused, and nothing is written', async (_, change, code) => {
    const office = await createOffice('completed');
    const before = office.registry.contents();
    await expect(confirmRecipient({ ...said, ...change }, office)).rejects.toMatchObject({ code, remedy: 'park' });
    expect(office.registry.contents()).toEqual(before);
  });
});
