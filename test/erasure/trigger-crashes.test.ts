import { describe, expect, it } from 'vitest';
import type { Case } from '../../lib/registry/index.ts';
import { datasetIn, triggersPlan as plan } from './triggers-plan.ts';
import { createWorkbench, HOUR, type Workbench } from './workbench.ts';

const start = '2026-01-01T00:00:00Z';
const accounts = datasetIn(plan, 'accounts');
const visits = datasetIn(plan, 'visits');
const reviews = datasetIn(plan, 'reviews');

async function populate(bench: Workbench): Promise<void> {
  await bench.store(accounts, { user_id: 'li', created_at: start, name: '李', phone: '1', place: '北京' });
  for (const id of ['a', 'b']) {
    await bench.store(visits, { visit_id: id, user_id: 'li', created_at: start, pages: '/', browser: 'x' });
    await bench.store(reviews, { review_id: id, author: 'li', created_at: start, body: 'b', nick: 'n' });
  }
}

/** What comes, and what is left: how many accounts, visits and reviews, and how many of them still have the field named. */
const TRIGGERS: Record<string, (bench: Workbench) => Promise<Case[]>> = {
  'a withdrawal': async (bench) => [
    await bench.trigger('ConsentWithdrawn', 'li', { categories: ['place', 'browser', 'nick'] }),
  ],
  'records whose purpose is fulfilled': async (bench) => [
    await bench.trigger('PurposeFulfilled', 'li', { dataset: 'reviews', key: { review_id: { S: 'a' } } }),
    await bench.trigger('PurposeFulfilled', 'li', { dataset: 'reviews', key: { review_id: { S: 'b' } } }),
  ],
  'a request of a guardian': async (bench) => [await bench.trigger('GuardianRequest', 'li')],
};

function left(bench: Workbench) {
  const rows = [accounts, visits, reviews].flatMap((dataset) => bench.target.records(dataset));
  return rows.map((row) => Object.keys(row).sort().join(' ')).sort();
}

describe('a worker that dies over a trigger', () => {
  it.each(Object.entries(TRIGGERS))('between any two steps loses nothing of %s [P4, P6]', async (_, come) => {
    let steps = Number.POSITIVE_INFINITY;
    let whole: { left: string[]; known: boolean } | null = null;
    for (let crash = 0; crash <= steps; crash++) {
      const bench = createWorkbench({ start, plan });
      await populate(bench);
      const cases = await come(bench);
      let died = false;
      if (crash > 0) {
        bench.crashAtCall(crash);
        died = await bench.workAll().then(
          () => false,
          () => true,
        );
        if (!died) steps = 0;
        await bench.takeOver({ careful: crash % 2 === 0 });
      }
      await bench.liveFor(2 * HOUR);
      const result = { left: left(bench), known: bench.known().includes('"li"') };
      whole ??= result;
      expect(result).toEqual(whole);
      for (const { id } of cases) {
        const ofCase = bench.receipts.filter(({ trigger }) => 'case' in trigger && trigger.case === id);
        expect(ofCase.some(({ outcome }) => outcome !== 'held')).toBe(true);
        expect(await bench.registry.case(id)).toMatchObject({
          state: 'completed',
          outstanding: [],
          restricted: [],
          receipts: [...new Set(ofCase.map((receipt) => receipt.id))].sort(),
        });
      }
      expect((await bench.registry.checkSubject(bench.ref('li'))).fulfilled).toEqual([]);
      expect(bench.timers('U')).toEqual([]);
    }
    expect(steps).toBe(0);
  });
});
