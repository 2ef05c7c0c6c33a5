import { describe, expect, it } from 'vitest';
import { LEASE } from '../../lib/erasure/times.ts';
import type { Plan } from '../../lib/policy/plan.ts';
import { showCase } from '../../lib/registry/desk/index.ts';
import { createBrakeWorld, DAY, NAME, planWith, recordsOf } from './brake-world.ts';
import { Crash } from './workbench.ts';

const PEOPLE = 130;
/** What the inventory says nothing of may take a day. */
const BUDGET = 100;
const MISTAKE = planWith({ period: 'P18D' }, { version: '2026-02-01' });

/** Approved once, and lived with for a month: everybody's records are thirty days old. */
async function afterMonth(plan?: Plan) {
  const world = createBrakeWorld(plan === undefined ? {} : { plan });
  for (let person = 0; person < PEOPLE; person++) await world.store(recordsOf(person, 1, world.now));
  await world.approve();
  await world.liveFor(30 * DAY);
  expect(world.left()).toBe(PEOPLE);
  return world;
}

describe('a period changed by mistake from 180 days to 18', () => {
  it('erases nothing, says how much would go, and raises the alarm', async () => {
    const world = await afterMonth();
    world.deploy(MISTAKE);
    await world.liveFor(3 * DAY);
    expect(world.left()).toBe(PEOPLE);
    expect(world.receipts).toEqual([]);
    expect(await world.brake()).toMatchObject({ state: 'observe', waiting: { records: PEOPLE } });
    expect(world.paused()).toEqual([
      {
        ...{ policy: 'shop', policyVersion: '2026-02-01', ...NAME, reason: 'observe', budget: null },
        pausedAt: '2026-01-31T06:00:00.000Z',
      },
    ]);
    // Red until somebody approves; and each of them is looked at once a day, not again and again.
    expect(world.counts.get('Paused')).toBe(3 * PEOPLE + PEOPLE);
    expect(world.counts.get('Braked')).toBe(world.counts.get('Paused'));
    expect(world.timers()).toHaveLength(PEOPLE);
  });

  it('and approved by mistake too, erases one day’s budget over all shards, and pauses until somebody approves', async () => {
    const world = await afterMonth();
    world.deploy(MISTAKE);
    await world.liveFor(DAY);
    expect(await world.approve()).toMatchObject([{ ...NAME, state: 'running', today: { left: BUDGET } }]);
    await world.workAll();
    expect(PEOPLE - world.left()).toBe(BUDGET);
    expect(world.paused().slice(1)).toMatchObject([{ reason: 'budget', budget: BUDGET }]);
    expect(await world.brake()).toMatchObject({ state: 'paused', waiting: { records: PEOPLE - BUDGET } });

    await world.liveFor(7 * DAY);
    expect(PEOPLE - world.left(), 'a new day is no approval').toBe(BUDGET);
    expect(world.paused()).toHaveLength(2);
    expect(await world.brake()).toMatchObject({ state: 'paused', waiting: { records: PEOPLE - BUDGET } });

    await world.approve({ records: 20 });
    await world.workAll();
    expect(PEOPLE - world.left()).toBe(BUDGET + 20);
    await world.approve({ records: PEOPLE });
    await world.workAll();
    expect(world.left()).toBe(0);
    expect(await world.brake()).toMatchObject({ state: 'running', waiting: null });
    expect(world.receipts.reduce((sum, { records }) => sum + records, 0)).toBe(PEOPLE);
  });

  it('and taken back before anybody approved, needs nobody', async () => {
    const world = await afterMonth();
    world.deploy(MISTAKE);
    await world.liveFor(DAY);
    world.deploy(planWith());
    await world.liveFor(100 * DAY);
    expect(world.left()).toBe(PEOPLE);
    expect(await world.brake()).toMatchObject({ state: 'running' });
  });
});

describe('a brake', () => {
  it('is on until somebody approves for the first time', async () => {
    const world = createBrakeWorld();
    await world.store(recordsOf(1, 3, world.now));
    await world.liveFor(200 * DAY);
    expect(world.left()).toBe(3);
    expect(await world.brake()).toMatchObject({ state: 'observe', approved: null, waiting: { records: 3 } });
    await world.approve();
    await world.workAll();
    expect(world.left()).toBe(0);
  });

  it.each([
    ['a longer period', planWith({ period: 'P181D' })],
    ['another window', planWith({ window: 7200 })],
    ['another start', planWith({ start: 'last used' })],
    ['a time in another field', planWith({}, { logs: { times: { collected: { field: 'used_at', as: 'iso' } } } })],
  ])('is put on by %s: also a change to the better waits for somebody', async (_what, plan) => {
    const world = await afterMonth();
    world.deploy(plan);
    expect(await world.brake()).toMatchObject({ state: 'observe' });
    const first = recordsOf(1, 1, world.now - 179.5 * DAY).map((record) => ({ ...record, used_at: record.created_at }));
    await world.store(first);
    await world.liveFor(2 * DAY);
    expect(world.left()).toBe(PEOPLE);
    expect(world.paused()).toMatchObject([{ reason: 'observe' }]);
  });

  it('is not put on by a version of the policy that changes nothing for the rule', async () => {
    const world = await afterMonth();
    world.deploy(planWith({ clause: 'Clause 7, reworded' }, { version: '2026-06-01' }));
    await world.store(recordsOf(1, 3, world.now - 180 * DAY));
    await world.liveFor(DAY);
    expect(await world.brake()).toMatchObject({ state: 'running' });
    expect(world.left()).toBe(PEOPLE - 1);
    expect(world.announced).toEqual([]);
  });

  it('is on where the dataset or the rule has another name, and where the registry has lost it', async () => {
    const world = await afterMonth();
    await world.approve(NAME);
    const renamed = planWith();
    const { logs } = renamed.datasets;
    if (!logs) throw new Error('no logs');
    world.deploy({ ...renamed, datasets: { journal: { ...logs, id: 'journal' } } });
    expect(await world.brake()).toMatchObject({ dataset: 'journal', state: 'observe', approved: null });
    const empty = createBrakeWorld();
    expect(await empty.brake()).toMatchObject({ state: 'observe', approved: null });
  });

  it('lets go what its budget has, proves it, and keeps the rest of the same person', async () => {
    const world = createBrakeWorld({ plan: planWith({}, { logs: { dayBudget: 5 } }) });
    await world.store(recordsOf(1, 8, world.now));
    await world.approve();
    await world.liveFor(181 * DAY);
    expect(world.left()).toBe(3);
    expect(world.receipts.map(({ outcome, records }) => [outcome, records])).toEqual([['erased', 5]]);
    expect(await world.brake()).toMatchObject({ state: 'paused', today: { budget: 5, left: 0 } });
    await world.approve();
    await world.workAll();
    expect(world.left()).toBe(0);
    expect(world.receipts.map(({ outcome, records }) => [outcome, records])).toEqual([
      ['erased', 5],
      ['erased', 3],
    ]);
  });

  it('keeps a case open, which ends once somebody approves; its warnings name the brake', async () => {
    const world = await afterMonth();
    world.deploy(MISTAKE);
    const { id } = await world.close('person-7');
    await world.liveFor(20 * DAY);
    await world.watch();
    expect((await world.registry.case(id))?.state).toBe('open');
    const shown = await showCase(id, { plan: MISTAKE, registry: world.registry, clock: world.clock });
    expect(shown.blocked).toEqual(['brake logs#short: not approved']);
    const warned = world.announced.flatMap((one) => (one.type === 'DeadlineAtRisk' ? [one.detail] : []));
    expect(warned.at(-1)?.reasons).toEqual(['not erased logs#short', 'brake logs#short']);
    world.deploy(planWith());
    await world.approve(NAME);
    await world.workAll();
    expect((await world.registry.case(id))?.state).toBe('completed');
    expect(world.left()).toBe(PEOPLE - 1);
  });
});

describe('what a brake says', () => {
  const young = planWith({}, { logs: { dayBudget: 1 } });

  it.each(['observe', 'budget'] as const)('is said wherever a worker died before: %s', async (reason) => {
    for (let crash = 1; ; crash++) {
      let left = Number.POSITIVE_INFINITY;
      const world = createBrakeWorld({
        plan: young,
        before: () => {
          if (--left <= 0) throw new Crash();
        },
      });
      await world.store(recordsOf(1, 2, world.now - 180 * DAY));
      if (reason === 'budget') await world.approve();
      left = crash;
      await world.workAll(() => {});
      const died = left <= 0;
      left = Number.POSITIVE_INFINITY;
      world.advance(LEASE + 1000);
      await world.liveFor(DAY);
      expect(world.paused()[0], `died at ${crash}`).toMatchObject({ reason });
      // Who died with what it had taken has lost it: fewer go, never more.
      expect(world.left()).toBeGreaterThanOrEqual(reason === 'budget' ? 1 : 2);
      if (!died) return expect(crash).toBeGreaterThan(15);
    }
  });
});

describe('a day’s budget', () => {
  it('gives back what a page took in advance and did not need', async () => {
    const world = createBrakeWorld({ plan: planWith({}, { logs: { dayBudget: 1000 } }) });
    await world.approve();
    for (let person = 0; person < 30; person++)
      await world.store(recordsOf(person, person % 4 === 0 ? 3 : 1, world.now));
    await world.liveFor(180 * DAY);
    expect(world.left()).toBe(0);
    const [brake] = await world.registry.brakes([NAME]);
    expect((brake?.budget ?? 0) - (brake?.left ?? 0)).toBe(30 + 2 * 8);
  });

  it('ends at midnight, also what a page has taken of it in advance', async () => {
    let midnight = false;
    const world = createBrakeWorld({
      start: '2026-01-01T23:59:58Z',
      plan: planWith({}, { logs: { dayBudget: 10_000 } }),
      before: (method) => {
        if (method !== 'takeBudget' || midnight) return;
        midnight = true;
        world.advance(3000);
      },
    });
    await world.approve();
    for (let person = 0; person < 20; person++) await world.store(recordsOf(person, 1, world.now - 180 * DAY));
    await world.workAll();
    expect(world.left()).toBe(0);
    const [brake] = await world.registry.brakes([NAME]);
    // One went on the budget of the day before; more of that was taken, and none of it used.
    expect(brake?.before.at(-1)).toBeGreaterThan(1);
    expect(brake).toMatchObject({ day: '2026-01-02', budget: 10_000, left: 10_000 - 19 });
  });

  it('is had once a day, also by a clock that is slow around midnight', async () => {
    const world = createBrakeWorld({ start: '2026-01-01T23:59:58Z', plan: planWith({}, { logs: { dayBudget: 10 } }) });
    await world.approve();
    for (let person = 0; person < 40; person++) await world.store(recordsOf(person, 1, world.now - 180 * DAY));
    world.advance(3000);
    await world.work(0);
    world.advance(-3000);
    await world.workAll();
    world.advance(3000);
    await world.workAll();
    expect(40 - world.left()).toBeLessThanOrEqual(20);
  });
});
