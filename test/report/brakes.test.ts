import { describe, expect, it } from 'vitest';
import { approve } from '../../lib/registry/index.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { reportPage } from '../../lib/report/html/index.ts';
import { makeReport } from '../../lib/report/make-report.ts';
import { readBrakes } from '../../lib/report/read-brakes.ts';
import { samplePlan } from '../erasure/sample-plan.ts';
import { backlog, material } from './sample.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const clock = { now: () => NOW, sleep: async () => {} };
const PAIRS = Object.values(samplePlan.datasets).flatMap(({ id, clusters }) =>
  clusters.map(({ rule }) => ({ dataset: id, rule })),
);

describe('what waits for an approval', () => {
  it('is told with its reason and how much was seen of it; what is only new is counted', async () => {
    const registry = memoryRegistry({ shards: 1 });
    expect(await readBrakes(registry, samplePlan)).toEqual({ rules: [], idle: PAIRS.length });
    const office = { plan: samplePlan, registry, clock, shards: 1 };
    await approve({ policy: 'shop', by: 'officer' }, office);
    expect(await readBrakes(registry, samplePlan)).toEqual({ rules: [], idle: 0 });

    const [one, two] = await registry.brakes(PAIRS.slice(0, 2));
    if (one?.approved === undefined || two?.approved === undefined) throw new Error('not approved');
    const seen = (records: number) => ({ day: '2026-11-23', records, before: 0 });
    await registry.saveBrake({ ...one, step: one.step + 1, left: 0, pausedAt: NOW, waiting: seen(7) });
    const changed = { ...two.approved, effect: 'another' };
    const observed = { effect: two.approved.effect, at: NOW };
    await registry.saveBrake({ ...two, step: two.step + 1, approved: changed, observed, waiting: seen(1204) });
    const { rules, idle } = await readBrakes(registry, samplePlan);
    expect(rules).toEqual([
      { why: 'changed', policy: 'shop', ...PAIRS[1], since: '2026-11-23T12:00:00.000Z', records: 1204 },
      { why: 'budget', policy: 'shop', ...PAIRS[0], since: '2026-11-23T12:00:00.000Z', records: 7 },
    ]);
    expect(idle).toBe(0);
  });

  it('stands on the page, and in its first sentence', () => {
    const page = reportPage(makeReport(material()));
    expect(page).toContain('<li>1,204 records wait until somebody approves 1 rule</li>');
    expect(page).toContain('its day budget was spent<small>since 2026-11-23</small>');
    expect(page).toContain('nobody has approved 3 rules yet');
  });

  it('is not spoken of where nothing waits', () => {
    const page = reportPage(makeReport(material({ backlog: { ...backlog, brakes: { rules: [], idle: 0 } } })));
    expect(page).not.toMatch(/somebody approves (?!it )/);
  });
});
