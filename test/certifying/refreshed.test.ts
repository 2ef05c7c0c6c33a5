import { describe, expect, it } from 'vitest';
import type { PlanDataset } from '../../lib/policy/plan.ts';
import { refreshBackup } from '../../lib/registry/index.ts';
import { logs, samplePlan } from '../erasure/sample-plan.ts';
import { audit, type CertifyingWorld, createCertifyingWorld, DAY } from './certifying-world.ts';

const backedUp: PlanDataset = {
  ...logs,
  copies: [
    { name: 'pitr', days: 7 },
    { name: 'nightly', days: 35 },
  ],
};
const plan = { ...samplePlan, datasets: { ...samplePlan.datasets, logs: backedUp } };

const iso = (instant: number) => new Date(instant).toISOString();

/** A case of which one record was erased, in a dataset with a nightly backup, now. */
async function completed(world: CertifyingWorld): Promise<string> {
  const id = await world.open();
  const copies = [
    { name: 'pitr', goneBy: iso(world.now + 7 * DAY) },
    { name: 'nightly', goneBy: iso(world.now + 35 * DAY) },
  ];
  const page = await world.erase(id, { copies, copiesGoneBy: iso(world.now + 35 * DAY) });
  await world.complete(id, { receipts: 0 });
  await world.seal([page]);
  return id;
}

const refresh = (world: CertifyingWorld, refreshedAt: number, rest = {}) =>
  refreshBackup(
    { id: 'refresh-1', dataset: 'logs', copy: 'nightly', refreshedAt, evidence: 'job 4711', ...rest },
    { plan, registry: world.registry, clock: { now: () => world.now, sleep: async () => {} } },
  );

describe('a backup that was refreshed', () => {
  it('makes a case final before the days of the copy are over, not before recovery has passed [C-20, R-16]', async () => {
    const world = createCertifyingWorld();
    const id = await completed(world);
    const completedAt = world.now;
    world.advance(DAY);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'beyond-use']);
    expect(world.docket().map(({ at }) => at)).toEqual([completedAt + 35 * DAY]);

    world.advance(DAY);
    const refreshedAt = world.now;
    expect(await refresh(world, refreshedAt)).toMatchObject({ lookedAtAgain: 1 });
    await world.settle();
    expect(await world.stages(id), 'recovery still reaches back').toEqual(['erased', 'beyond-use']);

    world.goTo(completedAt + 7 * DAY);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'beyond-use', 'final']);
    expect(world.statements().at(-1)).toMatchObject({
      stage: 'final',
      copiesGoneBy: iso(completedAt + 7 * DAY),
      refreshes: [{ dataset: 'logs', copy: 'nightly', refreshedAt: iso(refreshedAt), evidence: 'job 4711' }],
    });
    await audit(world);

    world.goTo(completedAt + 36 * DAY);
    await world.settle();
    expect(await world.stages(id), 'and the entry left for the 35th day does no harm').toHaveLength(3);
    expect(world.faults).toEqual([]);
  });

  it('changes nothing where it was refreshed before the erasure [C-20, R-16]', async () => {
    const world = createCertifyingWorld();
    const before = world.now;
    world.advance(DAY);
    const id = await completed(world);
    const completedAt = world.now;
    world.advance(DAY);
    await world.settle();
    await refresh(world, before);
    world.goTo(completedAt + 8 * DAY);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'beyond-use']);
    world.goTo(completedAt + 35 * DAY);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'beyond-use', 'final']);
    expect(world.statements().at(-1)?.refreshes).toBeUndefined();
    await audit(world);
  });

  it('is noted once, however often it is told; of two the later stands [R-16]', async () => {
    const world = createCertifyingWorld();
    await refresh(world, world.now - 2 * DAY, { id: 'older' });
    await refresh(world, world.now - DAY, { id: 'newer' });
    await refresh(world, world.now - DAY, { id: 'newer' });
    const { refresh: standing } = await refresh(world, world.now - 2 * DAY, { id: 'older' });
    expect(standing).toMatchObject({ id: 'newer', refreshedAt: iso(world.now - DAY) });
    expect(await world.registry.refreshes()).toHaveLength(1);
  });

  it.each([
    ['a dataset nobody knows', { dataset: 'constructor' }, 'EVENT_UNKNOWN_DATASET'],
    ['a copy nobody knows', { copy: 'weekly' }, 'EVENT_UNKNOWN_COPY'],
    ['recovery, which only passes', { copy: 'pitr' }, 'EVENT_UNKNOWN_COPY'],
    ['a time to come', { refreshedAt: Date.UTC(2030, 0, 1) }, 'EVENT_FROM_THE_FUTURE'],
  ])('is refused for %s, under a code', async (_, rest, code) => {
    const world = createCertifyingWorld();
    await expect(refresh(world, world.now, rest)).rejects.toMatchObject({ code });
    expect(await world.registry.refreshes()).toEqual([]);
  });

  it('is refused where its id was used for another', async () => {
    const world = createCertifyingWorld();
    await refresh(world, world.now);
    await expect(refresh(world, world.now, { evidence: 'job 4712' })).rejects.toMatchObject({
      code: 'EVENT_CONTRADICTS',
    });
  });
});
