import { expect, it } from 'vitest';
import { clockTasks } from '../../functions/sweep/clock-tasks.ts';
import type { Announcement, Metric } from '../../lib/announcements.ts';
import type { Plan } from '../../lib/policy/plan.ts';
import { RECOUNT } from '../../lib/registry/index.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { firstWarning } from '../../lib/registry/warnings.ts';
import { sampleCase } from '../registry/sample-case.ts';

const NOW = Date.parse('2026-03-12T00:00:00Z');
const DAY = 24 * 3600 * 1000;
const REF = 'RRRRRRRRRRRRRRRRRRRRRR';

it('sweep warns, counts deadlines again once for each table of working days, and keeps the rules it found [R-10, R-22]', async () => {
  const registry = memoryRegistry({ shards: 8 });
  const told: Announcement[] = [];
  const metrics: Metric[] = [];
  const rule = { id: 'fixed', start: 'collected', period: 'P180D', window: 86_400, floor: null };
  const trigger = { deadline: 'P15WD', deadlineFrom: 'receipt', reply: null };
  const shop = {
    id: 'shop',
    version: '1',
    zone: 'Asia/Shanghai',
    rules: { fixed: rule },
    triggers: { AccountClosed: trigger },
  };
  const tasks = clockTasks({
    plan: { policies: { shop }, datasets: {} } as unknown as Plan,
    registry,
    clock: { now: () => NOW, sleep: async () => {} },
    bus: { announce: async (all) => void told.push(...all) },
    meter: { count: (metric) => void metrics.push(metric) },
  });
  const guessed = { receivedAt: NOW - 12 * DAY, deadline: NOW + 8 * DAY, provisional: true, calendar: 'CN-2025.1' };
  const one = sampleCase({ id: 'one', ref: REF, outstanding: ['logs#fixed'], ...guessed });
  const closure = {
    case: 'one',
    at: NOW,
    deadline: one.deadline,
    covers: ['fixed'],
    trigger: 'AccountClosed',
  } as const;
  await registry.openCase(one, { ref: REF, policy: 'shop', id: 'li', closure }, []);
  await registry.putWarning(
    firstWarning({ case: 'one', clock: 'erasure', startedAt: one.receivedAt, deadline: one.deadline }, NOW - DAY * 5),
  );

  for (let run = 0; run < 2; run++) for (const task of tasks) expect(await task(NOW + 40_000)).toEqual([]);

  expect(told.map(({ type }) => type)).toEqual(['DeadlineAtRisk']);
  expect(metrics).toContain('DeadlineAtRisk');
  expect(await registry.case('one')).toMatchObject({ provisional: false, calendar: 'CN-2026.1' });
  expect(await registry.walk(RECOUNT)).toMatchObject({ pass: 1, counts: { looked: 1, done: 1 } });
  expect(Object.keys((await registry.keptRules('shop')) ?? {})).toEqual(['fixed']);
});
