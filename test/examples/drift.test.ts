import { expect, it } from 'vitest';
import { generatePopulation } from '../../examples/five-apps/population/index.ts';
import { findingsIn, observe, type Tally, watchOf } from '../../lib/auditing/drift.ts';
import { fiveAppsPlan } from './five-apps-plan.ts';

it('the five apps store nothing that their inventory does not name or their policies prohibit [A-10, B-07, D-22, D-39, R-28]', () => {
  const plan = fiveAppsPlan();
  const start = Date.parse('2026-01-01T00:00:00+08:00');
  const { items } = generatePopulation({ seed: 'drift', subjects: 100, start, days: 200 });
  const tallies = new Map<string, Tally>();
  for (const { dataset, item } of items) {
    const tally = tallies.get(dataset) ?? {};
    tallies.set(dataset, tally);
    observe(item, watchOf(plan, plan.datasets[dataset] as never), tally);
  }
  expect([...tallies].flatMap(([dataset, tally]) => findingsIn(tally).map((one) => ({ dataset, ...one })))).toEqual([]);
});
