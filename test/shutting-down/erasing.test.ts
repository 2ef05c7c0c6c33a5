import { describe, expect, it } from 'vitest';
import { createReferencer, openCase, openShutDown } from '../../lib/registry/index.ts';
import { continueShutDowns, progressOf, type ShutDownRecord } from '../../lib/shutting-down/index.ts';
import { logs, orders, samplePlan } from '../erasure/sample-plan.ts';
import { createWorkbench, DAY, HOUR, MINUTE, POLICY, tableKey } from '../erasure/workbench.ts';
import { plainTrigger } from '../policy/plain.ts';
import { sampleEvidence } from '../registry/sample-case.ts';
import { RELEASED, sampleHold } from '../registry/sample-hold.ts';
import { PROOFS } from './world.ts';

const start = '2026-01-01T00:00:00Z';
const log = (user_id: string) => ({ user_id, at: start, created_at: start, used_at: start });
const bought = {
  order_id: 'o1',
  user_id: 'li',
  created_at: start,
  completed_at: start,
  phone: '13800138000',
  total: 12,
};

const { shop } = samplePlan.policies;
if (shop === undefined) throw new Error('the sample has a shop');
const plan = {
  ...samplePlan,
  policies: {
    shop: {
      ...shop,
      triggers: {
        ...shop.triggers,
        ServiceShutDown: plainTrigger({
          clause: '2.9.2',
          deadline: 'P15WD',
          scopes: ['all subjects'],
          covers: Object.keys(shop.rules),
          gates: Object.keys(PROOFS).map((id) => ({ id, clause: '2.9.2' })),
        }),
      },
    },
  },
};

/** A service with workers, of which `sweep` looks after the end. Whatever completes is certified. */
function createService() {
  const bench = createWorkbench({ plan, start });
  const { registry, clock, shop: workshop } = bench;
  const referencer = createReferencer(Buffer.from('registry key'));
  const shared = { registry, referencer, clock, bus: workshop.bus, meter: workshop.meter };
  const files = new Map<string, string>();
  const office = { ...shared, plan, keyOf: tableKey, evidenceOf: async () => sampleEvidence };
  const sweep = () =>
    continueShutDowns(clock.now() + 40_000, {
      ...shared,
      openCase: (request) => openCase(request, office),
      keep: async (path, text) => void files.set(path, text),
      fault: () => {},
    });
  const cases = () =>
    bench.registry
      .contents()
      .filter(({ pk, sk }) => pk.startsWith('C#') && sk === 'CASE')
      .map(({ pk, item }) => ({ id: pk.slice(2), trigger: String(item.trigger), state: String(item.state) }));
  return {
    bench,
    cases,
    end: () => openShutDown({ id: 'end', policy: POLICY, receivedAt: clock.now(), preconditions: PROOFS }, office),
    async rounds(number: number) {
      for (let round = 0; round < number; round++) {
        expect(await sweep()).toEqual([]);
        await bench.liveFor(2 * HOUR);
        for (const { id, state } of cases()) {
          if (state === 'completed') await registry.certified(null, id, { stage: 'erased', at: clock.now() }, null);
        }
        bench.advance(DAY);
      }
    },
    progress: async (policy = POLICY) => {
      const one = await registry.shutDown(policy);
      return one === null ? null : progressOf(one, registry);
    },
    record: (id: string) => JSON.parse(files.get(`shut-downs/${id}.json`) ?? 'null') as ShutDownRecord | null,
  };
}

describe('the end of a service', () => {
  it('takes everybody’s data but what floors keep, says until when, and takes that on its day [A-16, D-29, E-12]', async () => {
    const { bench, cases, end, rounds, progress, record } = createService();
    for (const name of ['li', 'wang', 'zhao']) await bench.store(logs, log(name));
    await bench.store(orders, bought);
    await bench.liveFor(HOUR);
    const closed = await bench.closeAccount('zhao');
    const { id } = await end();
    await rounds(4);
    expect(bench.target.records(logs)).toEqual([]);
    const floorEnds = '2029-01-01T16:00:00.000Z';
    expect(await progress()).toMatchObject({
      state: 'restricted',
      cases: { found: 3, restricted: 1, restrictedUntil: floorEnds },
    });
    expect(record(id)).toMatchObject({ stage: 'erased', restrictedUntil: floorEnds, counts: { restricted: 1 } });
    const under = cases().filter(({ trigger }) => trigger === 'ServiceShutDown');
    expect([under.length, cases().length], 'one of its own for who had closed before').toEqual([3, 4]);
    expect(cases().find((one) => one.id === closed.id)?.state).toBe('completed');

    bench.goTo(Date.parse(floorEnds));
    await rounds(3);
    expect(bench.target.records(orders).map(({ order_id }) => order_id)).toEqual([]);
    expect(await progress()).toMatchObject({ state: 'completed', cases: { completed: 3 } });
    expect(record(id)).toMatchObject({ stage: 'final', counts: { cases: 3, completed: 3, restricted: 0 } });
    expect(bench.known()).not.toContain('"li"');
  });

  it('waits for a hold on everyone, and goes on when it is released', async () => {
    const { bench, end, rounds, progress, record } = createService();
    for (const name of ['li', 'wang']) await bench.store(logs, log(name));
    await bench.liveFor(HOUR);
    await bench.registry.placeHold(sampleHold({ wide: POLICY }, 'court'));
    const { id } = await end();
    await rounds(3);
    expect(bench.target.records(logs)).toHaveLength(2);
    expect(await progress()).toMatchObject({ state: 'erasing', cases: { found: 2, open: 2 } });
    await bench.registry.releaseHold('court', RELEASED);
    await rounds(3);
    expect(bench.target.records(logs)).toEqual([]);
    expect(record(id)?.stage).toBe('final');
  });

  it('takes what comes in although collecting was said to have stopped, from somebody known or new, and counts who is new', async () => {
    const { bench, end, rounds, record } = createService();
    await bench.store(logs, log('li'));
    await bench.liveFor(HOUR);
    const { id } = await end();
    await rounds(1);
    await bench.store(logs, { ...log('li'), at: 'later' });
    await bench.store(logs, log('wang'));
    bench.advance(MINUTE);
    await rounds(4);
    expect(bench.target.records(logs)).toEqual([]);
    expect(record(id)?.counts).toMatchObject({ cases: 2, afterStop: 1 });
  });
});
