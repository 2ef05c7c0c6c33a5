import { describe, expect, it } from 'vitest';
import { effectOf } from '../../lib/policy/index.ts';
import type { Plan } from '../../lib/policy/plan.ts';
import { type ApprovalOrder, approve, type Brake, brakesOf, type UrgentTimer } from '../../lib/registry/index.ts';
import { type Before, memoryRegistry } from '../../lib/registry/memory/index.ts';
import { samplePlan } from '../erasure/sample-plan.ts';

const DAY = 24 * 3600 * 1000;
const NOW = Date.parse('2026-03-02T10:00:00Z');
const TODAY = '2026-03-02';
const NAME = { dataset: 'logs', rule: 'short' };
const SHARDS = 2;
const effect = effectIn(samplePlan);

function effectIn(plan: Plan): string {
  const { logs } = plan.datasets;
  const [cluster] = logs?.clusters ?? [];
  if (!logs || !cluster) throw new Error('the sample has logs');
  return effectOf(plan, logs, cluster);
}

function createOffice(options: { plan?: Plan; before?: Before } = {}) {
  const registry = memoryRegistry({ shards: SHARDS, ...(options.before && { before: options.before }) });
  let now = NOW;
  const plan = options.plan ?? samplePlan;
  return {
    registry,
    plan,
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
    approve: (order: Partial<ApprovalOrder> = {}) =>
      approve(
        { policy: 'shop', by: 'officer', ...order },
        { plan, registry, clock: { now: () => now, sleep: async () => {} }, shards: SHARDS },
      ),
    take: (records: number, today = TODAY) =>
      registry.takeBudget(NAME, { effect: effectIn(plan), today, records, atLeast: records }),
    async brake(): Promise<Brake> {
      const [brake] = await registry.brakes([NAME]);
      if (brake === undefined) throw new Error('no brake');
      return brake;
    },
  };
}

const paused = (rest: Partial<Brake> = {}): Brake => ({
  ...{ ...NAME, step: 1, day: TODAY, budget: 100, left: 0, before: [10, 20], pausedAt: NOW - 1000 },
  approved: { effect, at: 1, by: 'somebody', policyVersion: '2025-01-01' },
  ...rest,
});

describe('approving', () => {
  it('is of all that waits under a policy, with a day’s budget each', async () => {
    const office = createOffice();
    const approved = await office.approve();
    expect(approved.map(({ dataset, rule }) => `${dataset}#${rule}`)).toEqual([
      ...['logs#short', 'orders#trade', 'orders#phones', 'visits#short', 'reviews#short'],
    ]);
    expect(await brakesOf(office.plan, office.registry)).toEqual(approved);
    expect(approved[0]).toMatchObject({
      ...{ state: 'running', pausedAt: null, observedAt: null, waiting: null },
      approved: { at: NOW, by: 'officer', policyVersion: '2026-01-01' },
      today: { day: TODAY, budget: 100, left: 100 },
    });
    expect(await office.approve()).toEqual([]);
  });

  it('lifts a pause, and gives as many more as are named, or a day’s budget', async () => {
    const office = createOffice();
    await office.registry.saveBrake(paused({ waiting: { day: TODAY, records: 7, before: 2 } }));
    expect(await office.approve({ dataset: 'logs', records: 30 })).toMatchObject([
      { today: { budget: 130, left: 30 } },
    ]);
    expect(await office.brake()).toEqual({
      ...{ ...NAME, step: 2, day: TODAY, budget: 130, left: 30, before: [10, 20] },
      approved: { effect, at: NOW, by: 'officer', policyVersion: '2026-01-01' },
    });
    expect((await office.take(31)).taken).toBe(false);
    expect((await office.take(30)).taken).toBe(true);
  });

  it('counts what has gone today, whatever is given on top', async () => {
    const office = createOffice();
    await office.registry.saveBrake(paused());
    await office.approve({ dataset: 'logs' });
    expect(await office.brake()).toMatchObject({ budget: 200, left: 100 });
    office.advance(DAY);
    await office.registry.saveBrake(paused({ ...(await office.brake()), step: 3, pausedAt: NOW }));
    await office.approve({ dataset: 'logs' });
    expect(await office.brake()).toMatchObject({ day: '2026-03-03', before: [10, 20, 100], budget: 217, left: 217 });
  });

  it('of one that runs is only by name, and then gives at least so many', async () => {
    const office = createOffice();
    await office.approve({ ...NAME, records: 50 });
    await office.take(20);
    expect(await office.approve({ dataset: 'logs', records: 500 })).toEqual([]);
    expect(await office.brake()).toMatchObject({ left: 30 });
    await office.approve({ ...NAME, records: 500 });
    expect(await office.brake()).toMatchObject({ left: 500, budget: 520 });
    await office.approve({ ...NAME, records: 500 });
    expect(await office.brake(), 'told again it is the same').toMatchObject({ left: 500, budget: 520 });
    await office.approve({ ...NAME, records: 1 });
    expect(await office.brake(), 'never takes away').toMatchObject({ left: 500, budget: 520 });
  });

  it('begins its days with the first approval: those before say nothing of what is usual', async () => {
    const office = createOffice();
    const { approved: _approved, pausedAt: _pausedAt, ...never } = paused({ day: '2026-01-01', budget: 0, before: [] });
    await office.registry.saveBrake({ ...never, observed: { effect, at: 5 } });
    await office.approve(NAME);
    expect(await office.brake()).toMatchObject({ day: TODAY, before: [], budget: 100, left: 100 });
  });

  it('brings back a day that a clock far ahead had written, and no other', async () => {
    const office = createOffice();
    await office.registry.saveBrake(paused({ day: '2031-01-01' }));
    await office.approve(NAME);
    expect(await office.brake()).toMatchObject({ day: TODAY, left: 100 });
    const other = createOffice();
    await other.registry.saveBrake(paused({ day: '2026-03-03' }));
    await other.approve(NAME);
    expect(await other.brake()).toMatchObject({ day: '2026-03-03', left: 100 });
  });

  it('follows what the inventory says of a day', async () => {
    const { logs } = samplePlan.datasets;
    if (!logs) throw new Error('the sample has logs');
    const office = createOffice({ plan: { ...samplePlan, datasets: { logs: { ...logs, dayBudget: 7 } } } });
    expect(await brakesOf(office.plan, office.registry)).toMatchObject([
      { state: 'observe', today: { budget: 7, left: 0 } },
    ]);
    expect(await office.approve()).toMatchObject([{ today: { budget: 7, left: 7 } }]);
  });

  it('has the timers looked at now that wait for it, and no others', async () => {
    const office = createOffice();
    const timer = (rest: Partial<UrgentTimer>): UrgentTimer => {
      return { action: 'delete', startAt: NOW + DAY, ref: 'R1', ...NAME, nonce: 'n', ...rest };
    };
    const ours = timer({ nonce: 'braked', braked: true, case: 'c' });
    const others = [timer({ nonce: 'held', held: true }), timer({ nonce: 'x', braked: true, dataset: 'visits' })];
    await office.registry.putUrgentTimers([ours, ...others]);
    await office.approve(NAME);
    const { braked: _braked, ...forward } = { ...ours, startAt: NOW };
    const timers = office.registry.contents().filter(({ pk }) => pk.startsWith('U#'));
    expect(timers.map(({ item }) => item)).toEqual([forward, ...others]);
  });

  it('is the same where it is told again, wherever it was interrupted', async () => {
    for (let crash = 1; ; crash++) {
      let left = Number.POSITIVE_INFINITY;
      const office = createOffice({
        before: () => {
          if (--left <= 0) throw new Error('died here');
        },
      });
      await office.registry.saveBrake(paused());
      const timer = { action: 'delete', startAt: NOW + DAY, ref: 'R1', ...NAME, nonce: 'braked' } as const;
      await office.registry.putUrgentTimers([{ ...timer, braked: true }]);
      left = crash;
      const died = await office.approve().then(
        () => false,
        () => true,
      );
      left = Number.POSITIVE_INFINITY;
      await office.approve();
      const states = await brakesOf(office.plan, office.registry);
      expect(states.filter(({ state }) => state !== 'running')).toEqual([]);
      expect(await office.brake(), `died at ${crash}`).toMatchObject({ budget: 200, left: 100 });
      const timers = office.registry.contents().filter(({ pk }) => pk.startsWith('U#'));
      expect(timers.map(({ item }) => item)).toEqual([{ ...timer, startAt: NOW }]);
      if (!died) return;
    }
  });

  it('loses nothing that workers take at the same moment', async () => {
    let meanwhile = 5;
    const office = createOffice({
      before: async (method) => {
        if (method === 'saveBrake' && meanwhile-- > 0) await office.take(3);
      },
    });
    await office.approve({ ...NAME, records: 50 });
    meanwhile = 5;
    await office.approve({ ...NAME, records: 40 });
    const { budget, left } = await office.brake();
    expect(budget - left).toBe(15);
  });

  it.each<[string, Partial<ApprovalOrder>, string]>([
    ['a policy that is not deployed', { policy: 'other' }, 'BRAKE_UNKNOWN'],
    ['a policy that every object has', { policy: 'constructor' }, 'BRAKE_UNKNOWN'],
    ['a dataset that is not deployed', { dataset: 'other' }, 'BRAKE_UNKNOWN'],
    ['a rule that has no say there', { dataset: 'logs', rule: 'trade' }, 'BRAKE_UNKNOWN'],
    ['no record', { records: 0 }, 'BRAKE_INVALID'],
    ['half a record', { records: 1.5 }, 'BRAKE_INVALID'],
    ['no number', { records: Number.NaN }, 'BRAKE_INVALID'],
    ['more than there can be', { records: 1e15 }, 'BRAKE_INVALID'],
    ['nobody', { by: ' ' }, 'BRAKE_INVALID'],
    ['a name that is none', { by: 'x'.repeat(201) }, 'BRAKE_INVALID'],
  ])('is refused for %s, and nothing is written', async (_what, order, code) => {
    const office = createOffice();
    await expect(office.approve(order)).rejects.toMatchObject({ code });
    expect(office.registry.contents()).toEqual([]);
  });
});
