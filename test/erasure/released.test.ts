import { describe, expect, it } from 'vitest';
import { approve, createReferencer, placeHold, releaseHold } from '../../lib/registry/index.ts';
import { logs, samplePlan } from './sample-plan.ts';
import { createWorkbench, DAY, POLICY, type WorkbenchOptions } from './workbench.ts';

const start = '2026-01-01T00:00:00Z';
const DUE = Date.parse(start) + 180 * DAY;
const log = (subject: string, at: string) => ({ user_id: subject, at, created_at: start, used_at: start });

/** Somebody comes just before the worker leaves its timers behind, when it has seen what keeps it from erasing. */
async function meanwhile(
  come: (bench: ReturnType<typeof createWorkbench>) => Promise<unknown>,
  rest: WorkbenchOptions = {},
) {
  let waits = true;
  const bench = createWorkbench({
    start,
    ...rest,
    before: async (method) => {
      if (method !== 'putUrgentTimers' || !waits || bench.clock.now() < DUE) return;
      waits = false;
      await come(bench);
    },
  });
  return bench;
}
const officeOf = (bench: ReturnType<typeof createWorkbench>) => {
  const { plan, registry, clock } = bench;
  return { plan, registry, clock, shards: 1, referencer: createReferencer(Buffer.from('registry key')) };
};

describe('what kept a cluster, and is gone before its timer for another look was there', () => {
  const scopes = {
    'a subject': { policy: POLICY, subject: 'li' },
    'a dataset': { dataset: 'logs' },
    'a policy': { policy: POLICY },
  };
  for (const [name, on] of Object.entries(scopes)) {
    it(`a hold on ${name}, released just then, keeps it no longer [P2, P3]`, async () => {
      const bench = await meanwhile((one) => releaseHold('h1', 'officer', officeOf(one)));
      await bench.store(logs, log('li', 'a'));
      const order = { id: 'h1', on, ground: 'a', authority: 'Court, case 1', by: 'officer', reviewAt: DUE + 90 * DAY };
      await placeHold(order, officeOf(bench));
      bench.goTo(DUE);
      await bench.work('delete');
      expect(bench.target.records(logs)).toEqual([]);
      await bench.liveFor(2 * DAY);
      expect(bench.timers('U')).toEqual([]);
    });
  }

  it('a brake, lifted just then, keeps it no longer [P2]', async () => {
    const datasets = { ...samplePlan.datasets, logs: { ...logs, dayBudget: 1 } };
    const bench = await meanwhile((one) => approve({ policy: POLICY, records: 10, by: 'officer' }, officeOf(one)), {
      plan: { ...samplePlan, datasets },
      braked: true,
    });
    await approve({ policy: POLICY, records: 1, by: 'officer' }, officeOf(bench));
    for (const at of ['a', 'b']) await bench.store(logs, log('li', at));
    bench.goTo(DUE);
    await bench.work('delete');
    expect(bench.target.records(logs)).toEqual([]);
  });
});
