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
    recipients: [
      { id: 'bank', skipped: { because: 'law', why: 'A law' } },
      { id: 'courier', attempts: 1 },
      { id: 'printer' },
    ],
  });
  await registry.openCase(opened, { ref, policy: 'shop', id: 'li', closure }, []);
  for (const entry of await registry.certificatesDue(NOW, 10)) {
    await registry.certified(entry, id, { stage: 'erased', at: NOW }, null);
  }
  return { registry, clock: { now: () => NOW, sleep: async () => {} } };
}

describe('a recipient that confirms', () => {
  it('is noted with the case, at the time it said, and the same again changes nothing [R-17, D-46, E-24]', async () => {
    const office = await createOffice();
    const { recipients } = await confirmRecipient(said, office);
    expect(recipients[1]).toEqual({ id: 'courier', attempts: 1, confirmedAt: said.confirmedAt });
    const before = office.registry.contents();
    await confirmRecipient({ ...said, confirmedAt: NOW }, office);
    expect(office.registry.contents()).toEqual(before);
    expect(await office.registry.certificatesDue(9e12, 10), 'the case has not ended').toEqual([]);
  });

  it('is noted too where it had been left to a person before', async () => {
    const office = await createOffice();
    await office.registry.escalateRecipient(id, 'courier', { at: NOW });
    const { recipients } = await confirmRecipient(said, office);
    expect(recipients[1]).toMatchObject({ escalatedAt: NOW, confirmedAt: said.confirmedAt });
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
    ['without having been told of the case', { recipient: 'printer' }, 'EVENT_NOT_NOTIFIED'],
    ['that by law keeps what it has', { recipient: 'bank' }, 'EVENT_RECIPIENT_KEEPS'],
    ['under a name every object has', { recipient: 'constructor' }, 'EVENT_UNKNOWN_RECIPIENT'],
  ])('%s is refused, and nothing is written [R-17]', async (_, change, code) => {
    const office = await createOffice('completed');
    const before = office.registry.contents();
    await expect(confirmRecipient({ ...said, ...change }, office)).rejects.toMatchObject({ code, remedy: 'park' });
    expect(office.registry.contents()).toEqual(before);
  });
});
