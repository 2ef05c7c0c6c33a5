import { describe, expect, it } from 'vitest';
import { createHandler, type SweepTask } from '../../functions/sweep/handler.ts';
import { shutDownOrders } from '../../functions/sweep/shut-down-orders.ts';
import type { Metric } from '../../lib/announcements.ts';
import { ExpungeError } from '../../lib/errors.ts';
import { beginPass } from '../../lib/registry/index.ts';
import { createWorld, DAY, NOW, PROOFS } from '../shutting-down/world.ts';

function createSweep(...tasks: readonly SweepTask[]) {
  const world = createWorld();
  const counts = new Map<Metric, number>();
  const faults: unknown[] = [];
  const sweep = createHandler({
    tasks,
    orders: shutDownOrders(world.registry),
    registry: world.registry,
    clock: world.office.clock,
    meter: { count: (metric, value) => void counts.set(metric, value) },
    fault: (error) => void faults.push(error),
  });
  return { world, sweep, counts, faults };
}

describe('sweep', () => {
  it('continues each of its tasks for forty seconds, whatever comes of the others, and then fails for one that did', async () => {
    const untils: number[] = [];
    const note: SweepTask = async (until) => {
      untils.push(until);
      return [];
    };
    const first = async () => [new ExpungeError('STORE_UNAVAILABLE', 'first')];
    const { sweep, faults } = createSweep(note, first, () => Promise.reject(new Error('second')), note);
    await expect(sweep(null)).rejects.toThrow('first');
    expect(untils).toEqual([NOW + 40_000, NOW + 40_000]);
    expect(faults, 'the first was told by its task').toEqual([new Error('second')]);
  });

  it('says for how many seconds the walk that waits longest has not moved', async () => {
    const { world, sweep, counts } = createSweep();
    expect(await sweep({})).toEqual({ walks: 0 });
    expect(counts.get('OldestWalk')).toBe(0);
    await beginPass('audit', world.office);
    world.wait(DAY);
    expect(await sweep({})).toEqual({ walks: 1 });
    expect(counts.get('OldestWalk')).toBe(86_400);
  });

  it('tells how far shut-downs have come, and changes nothing', async () => {
    const { world, sweep } = createSweep(() => Promise.reject(new Error('ran')));
    expect(await sweep({ command: 'shut-down list' })).toEqual({ shutDowns: [] });
    const { id } = await world.open({ preconditions: PROOFS });
    const progress = await world.progress();
    expect(progress).toMatchObject({ id, state: 'erasing', cases: null });
    expect(await sweep({ command: 'shut-down list' })).toEqual({ shutDowns: [progress] });
    expect(await sweep({ command: 'shut-down show', id })).toEqual({ shutDown: progress });
  });

  it.each([
    { command: 'shut-down show', id: 'none' },
    { command: 'shut-down show' },
    { command: 'shut-down show', id: 'x', canary: 1 },
    { command: 'constructor' },
    { command: 7 },
  ])('refuses what it cannot do: %j', async (order) => {
    expect(await createSweep().sweep(order)).toEqual({ error: { code: 'USAGE', message: expect.any(String) } });
  });
});
