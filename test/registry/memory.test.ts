import { describe, expect, it } from 'vitest';
import type { PlannedTimer, Subject, UrgentTimer } from '../../lib/registry/index.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { IDLE } from '../../lib/registry/model.ts';
import { sampleCase } from './sample-case.ts';
import { sampleHold } from './sample-hold.ts';

const ref = 'AAAAAAAAAAAAAAAAAAAAAA';
const timer: PlannedTimer = { action: 'delete', startAt: 1000, ref, dataset: 'logs', rule: 'short' };
const urgent: UrgentTimer = { ...timer, nonce: 'n' };
const tag = { ref, dataset: 'logs', rule: 'short', state: 'kept', policyVersion: '1' } as const;
const opened = sampleCase({ id: 'c', ref, outstanding: ['logs#short'] });
const subject: Subject = {
  ref,
  policy: 'shop',
  id: 'li',
  closure: { case: 'c', trigger: 'AccountClosed', at: 1, deadline: 2, covers: [] },
};

describe('the registry in memory refuses', () => {
  const registry = memoryRegistry({ shards: 2 });
  const name = { action: 'delete', shard: 0 } as const;
  const { closure: _none, ...unclosed } = subject;
  const illegal: Record<string, () => Promise<unknown>> = {
    'a subject id for a reference': () => registry.checkSubject('li@example.com'),
    'a dataset with #': () => registry.putTags([{ ...tag, dataset: 'a#b' }]),
    'a rule with #': () => registry.putPlannedTimers([{ ...timer, rule: 'a#b' }]),
    'a rule without a name': () => registry.putPlannedTimers([{ ...timer, rule: '' }]),
    'a record hash with #': () => registry.putPlannedTimers([{ ...timer, record: 'a#b' }]),
    'a hold with #': () => registry.placeHold(sampleHold({ ref }, 'a#b')),
    'a planned timer between two seconds': () => registry.putPlannedTimers([{ ...timer, startAt: 1500 }]),
    'a timer that never starts': () => registry.putUrgentTimers([{ ...urgent, startAt: Number.POSITIVE_INFINITY }]),
    'a timer before 1970': () => registry.putUrgentTimers([{ ...urgent, startAt: -1000 }]),
    'an urgent timer without a nonce': () => registry.putUrgentTimers([{ ...urgent, nonce: '' }]),
    'a shard that is not there': () => registry.plannedTimers({ action: 'delete', shard: 2 }, range(10)),
    'a page without room': () => registry.plannedTimers(name, range(0)),
    'page 0': () => registry.announce(name, IDLE),
    'a transaction of 101 items': () =>
      registry.openCase(
        opened,
        subject,
        Array.from({ length: 98 }, (_, n) => ({ ...urgent, nonce: `${n}` })),
      ),
    'a transaction that writes a timer twice': () => registry.openCase(opened, subject, [urgent, urgent]),
    'a case of somebody else': () => registry.openCase({ ...opened, ref: 'B' }, subject, []),
    'a case that closes nothing': () => registry.openCase(opened, unclosed, []),
    'a case that has receipts before it is open': () => registry.openCase({ ...opened, receipts: ['r'] }, subject, []),
    'a case that was complete at no time': () => registry.openCase({ ...opened, state: 'completed' }, subject, []),
    'a receipt of a case it does not know': () => registry.noteReceipt('c', 'r'),
    'a certificate of a case it does not know': () => registry.certified(null, 'c', { stage: 'final', at: 1 }, null),
    'a docket entry at no time': () => registry.putOnDocket({ case: 'c', at: Number.NaN }),
    'a page of no cases': () => registry.openCases('', 0),
    'a cluster without its dataset': () => registry.countDown('c', 'short', 'erased'),
    'a case it does not know': () => registry.countDown('c', 'logs#short', 'erased'),
  };
  for (const [what, attempt] of Object.entries(illegal)) {
    it(what, async () => {
      await expect(attempt()).rejects.toThrow('Illegal use of the registry');
      expect(registry.contents()).toEqual([]);
    });
  }
});

describe('the registry in memory', () => {
  it('hands out copies, and keeps none of what it is given', async () => {
    const registry = memoryRegistry({ shards: 1 });
    const given = { ...opened, outstanding: ['logs#short'] };
    await registry.openCase(given, subject, []);
    given.outstanding.push('x#y');
    const found = await registry.case('c');
    if (found) (found.outstanding as string[]).push('x#y');
    expect((await registry.case('c'))?.outstanding).toEqual(['logs#short']);
  });

  it('asks before each request, and does not make one that is refused', async () => {
    const asked: string[] = [];
    let left = 4;
    const registry = memoryRegistry({
      shards: 1,
      before: (method) => {
        asked.push(method);
        if (left-- === 0) throw new Error('crash');
      },
    });
    await registry.putTags([]);
    await registry.rememberSubject({ ref, policy: 'shop', id: 'li' });
    const three = ['a', 'b', 'c'].map((nonce) => ({ ...urgent, nonce }));
    await expect(registry.putUrgentTimers(three)).rejects.toThrow('crash');
    left = 10;
    expect(await registry.urgentTimers({ action: 'delete', shard: 0 }, range(10))).toHaveLength(2);
    expect(asked).toEqual([
      'putTags',
      'rememberSubject',
      ...['putUrgentTimers', 'putUrgentTimers', 'putUrgentTimers'],
      'urgentTimers',
    ]);
  });
});

describe('the registry in memory', () => {
  it('answers eventually consistent reads as things were a while ago, and strong ones as they are', async () => {
    let [now, asOf] = [1000, 1000];
    const registry = memoryRegistry({ shards: 2, eventual: { now: () => now, asOf: () => asOf } });
    const name = { action: 'delete', shard: 0 } as const;
    await registry.putTags([tag]);
    await registry.putPlannedTimers([timer]);
    await registry.announce(name, { ...IDLE, owner: 'w', page: 1 });
    [now, asOf] = [3000, 999];
    expect(await registry.taggedClusters([tag])).toEqual(new Set());
    expect(await registry.knownTimers([timer])).toEqual(new Set());
    expect(await registry.shardStates([name])).toEqual([IDLE]);
    expect((await registry.shard(name)).page).toBe(1);
    asOf = 1000;
    expect((await registry.taggedClusters([tag])).size).toBe(1);
    await registry.removeTag(tag);
    expect((await registry.taggedClusters([tag])).size).toBe(1);
    expect(await registry.isTagged(ref)).toBe(false);
    asOf = 3000;
    expect((await registry.taggedClusters([tag])).size).toBe(0);
  });
});

function range(limit: number) {
  return { after: '', until: { startedAt: 9e12 }, limit };
}
