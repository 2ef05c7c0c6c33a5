import { describe, expect, it } from 'vitest';
import type { Metric } from '../../lib/announcements.ts';
import { findDue } from '../../lib/registry/find-due.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { IDLE, type PlannedTimer, type ShardName } from '../../lib/registry/model.ts';
import { createReferencer, shardOf } from '../../lib/registry/reference.ts';
import { RELEASED, sampleHold } from './sample-hold.ts';

const SHARDS = 8;
const NOW = Date.parse('2026-03-02T00:00:00Z');
const referencer = createReferencer(Buffer.from('key'));
const ref = referencer.subject('app', 'li');
const home = { action: 'delete', shard: shardOf(ref, SHARDS) } as const;

function watch(now = NOW) {
  const requests: string[] = [];
  const registry = memoryRegistry({
    shards: SHARDS,
    before: async (method) => {
      requests.push(method);
    },
  });
  const sent: ShardName[] = [];
  const counts = new Map<Metric, number>();
  const deps = {
    registry,
    shards: SHARDS,
    clock: { now: () => now, sleep: async () => {} },
    meter: { count: (metric: Metric, value: number) => void counts.set(metric, value) },
    send: async (name: ShardName) => void sent.push(name),
  };
  return { registry, deps, sent, counts, requests };
}

const timer = (startAt: number): PlannedTimer => ({ action: 'delete', startAt, ref, dataset: 'logs', rule: 'fixed' });

describe('finding what is due', () => {
  it('sends nobody while nothing has started', async () => {
    const { registry, deps, sent, counts } = watch();
    await registry.putPlannedTimers([timer(NOW + 1000)]);
    expect(await findDue(deps)).toEqual([]);
    expect(sent).toEqual([]);
    expect(counts.get('OldestDueTimer')).toBe(0);
  });

  it('sends the shard in which a planned timer has started, and says how long it has waited', async () => {
    const { registry, deps, sent, counts } = watch();
    await registry.putPlannedTimers([timer(NOW - 90_000)]);
    await findDue(deps);
    expect(sent).toEqual([home]);
    expect(counts.get('OldestDueTimer')).toBe(90);
    expect(counts.get('DueShards')).toBe(1);
  });

  it('sends the shard of an urgent timer, of the other action too', async () => {
    const { registry, deps, sent } = watch();
    await registry.putUrgentTimers([{ ...timer(NOW), action: 'anonymise', nonce: 'n' }]);
    await findDue(deps);
    expect(sent).toEqual([{ ...home, action: 'anonymise' }]);
  });

  it('passes over what the cursor has passed', async () => {
    const { registry, deps, sent } = watch();
    await registry.putPlannedTimers([timer(NOW - 90_000)]);
    const cursor = `${(NOW - 90_000) / 1000}#${ref}#logs#fixed`;
    await registry.announce(home, { ...IDLE, owner: 'w', page: 1, cursor, plannedEnd: cursor });
    await findDue(deps);
    expect(sent).toEqual([]);
  });

  it('leaves a shard to the worker whose lease runs, and sends another when the lease has ended', async () => {
    const early = watch();
    await early.registry.putPlannedTimers([timer(NOW - 90_000)]);
    const busy = { ...IDLE, owner: 'w', page: 1, announced: [ref], leaseEnds: NOW + 1 };
    await early.registry.announce(home, busy);
    await findDue(early.deps);
    expect(early.sent).toEqual([]);

    const late = watch(NOW + 1);
    await late.registry.announce(home, busy);
    await findDue(late.deps);
    expect(late.sent, 'a page that nobody put down, though no timer is left').toEqual([home]);
  });

  it('counts the holds in force whose review has come, and no others', async () => {
    const { registry, deps, counts } = watch();
    await findDue(deps);
    expect(counts.get('HoldsToReview')).toBe(0);
    await registry.placeHold(sampleHold({ ref }, 'came', { reviewAt: NOW }));
    await registry.placeHold(sampleHold({ wide: 'logs' }, 'past', { reviewAt: NOW - 1 }));
    await registry.placeHold(sampleHold({ ref }, 'to come', { reviewAt: NOW + 1 }));
    await registry.placeHold(sampleHold({ ref }, 'released', { reviewAt: NOW }));
    await registry.releaseHold('released', RELEASED);
    await registry.placeHold(sampleHold({ ref }, 'over', { reviewAt: NOW - 1, until: NOW }));
    await findDue(deps);
    expect(counts.get('HoldsToReview')).toBe(2);
  });

  it('sends what is due also when the list of holds cannot be read', async () => {
    const { registry, deps, sent } = watch();
    await registry.putPlannedTimers([timer(NOW)]);
    const unreadable = { ...registry, holds: () => Promise.reject(new Error('unreadable')) };
    await expect(findDue({ ...deps, registry: unreadable })).rejects.toThrow('unreadable');
    expect(sent).toEqual([home]);
  });

  it('asks as often however much is stored', async () => {
    const empty = watch();
    await findDue(empty.deps);
    const full = watch();
    await full.registry.putPlannedTimers(Array.from({ length: 500 }, (_, n) => timer(NOW + n * 1000)));
    full.requests.length = 0;
    await findDue(full.deps);
    expect(full.requests).toEqual(empty.requests);
    expect(empty.requests).toHaveLength(1 + 2 * 2 * SHARDS + 1);
  });
});
