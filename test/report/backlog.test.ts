import { describe, expect, it } from 'vitest';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import type { Case, PlannedTimer, UrgentTimer } from '../../lib/registry/model.ts';
import type { ReportedRegistry } from '../../lib/report/read-backlog.ts';
import { readBacklog } from '../../lib/report/read-backlog.ts';
import { sampleCase } from '../registry/sample-case.ts';
import { plan } from './sample.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const DAY = 86_400_000;
const SHARDS = 4;
/** A reference that lies in the shard of its number. */
const ref = (n: number) => `${'AQgw'[n % 4]}${String(n).padStart(21, 'A')}`;

const planned = (n: number, startAt: number, rest: Partial<PlannedTimer> = {}): PlannedTimer => ({
  action: 'delete',
  ref: ref(n),
  dataset: 'weidandan-logs',
  rule: 'service-logs',
  startAt,
  ...rest,
});
const urgent = (n: number, rest: Partial<UrgentTimer> = {}): UrgentTimer => ({
  ...planned(n, NOW - 60_000),
  nonce: `n${n}`,
  ...rest,
});

describe('what waits', () => {
  it('is told apart by why it waits, each cluster once', async () => {
    const registry = memoryRegistry({ shards: SHARDS });
    await registry.putUrgentTimers([
      urgent(1, { stuck: 'STORE_REFUSES', attempts: 9, startAt: NOW + DAY }),
      urgent(2, { held: true, startAt: NOW + DAY }),
      urgent(2, { held: true, startAt: NOW + DAY, nonce: 'again', case: 'c' }),
      urgent(3, { attempts: 2, startAt: NOW + 60_000 }),
      urgent(4),
      urgent(5, { startAt: NOW - 3 * DAY }),
      urgent(6, { startAt: NOW - 3 * DAY, case: 'c' }),
      urgent(7, { again: 'forget' }),
      urgent(8, { startAt: NOW + 60_000 }),
      urgent(12, { braked: true, startAt: NOW + DAY }),
    ]);
    await registry.putPlannedTimers([planned(9, NOW - 2 * DAY), planned(10, NOW - 1000), planned(11, NOW + 60_000)]);
    const { timers } = await readBacklog(registry, SHARDS, plan, NOW);
    expect(timers.cutShards).toBe(0);
    expect(timers.groups.map(({ why, code, clusters }) => [why, code, clusters])).toEqual([
      ['stuck', 'STORE_REFUSES', 1],
      ['held', null, 1],
      ['braked', null, 1],
      ['overdue', null, 2],
      ['retrying', null, 1],
      ['waiting', null, 3],
    ]);
  });
});

describe('the forecast', () => {
  it('counts by category and week what will be due within 90 days', async () => {
    const registry = memoryRegistry({ shards: SHARDS });
    await registry.putPlannedTimers([
      planned(1, NOW + DAY),
      planned(2, NOW + 8 * DAY),
      planned(3, NOW + 88 * DAY),
      planned(4, NOW + 90 * DAY),
      planned(5, NOW - DAY),
      planned(6, NOW + DAY, { dataset: 'unknown' }),
    ]);
    const { forecast } = await readBacklog(registry, SHARDS, plan, NOW);
    expect(forecast).toMatchObject({ days: 90, shards: SHARDS, shardsRead: SHARDS, clusters: 3 });
    expect(forecast.categories.map(({ category, term }) => [category, term])).toEqual([
      ['device', '设备信息'],
      ['service-logs', '服务日志'],
    ]);
    for (const { weeks } of forecast.categories) expect(weeks).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('reads whole shards as far as its budget goes, and scales them up', async () => {
    const full = Array.from({ length: 5000 }, (_, n) => planned(0, NOW + 1000 * n + 1000));
    const asked = new Map<number, number>();
    const registry: ReportedRegistry = {
      ...memoryRegistry({ shards: 64 }),
      // Each shard of `delete` has 40 full pages.
      plannedTimers: async (name, { after, limit }) => {
        if (limit < 5000 || name.action !== 'delete') return [];
        const pages = (asked.get(name.shard) ?? 0) + 1;
        asked.set(name.shard, pages);
        expect(after).not.toBe('');
        return pages <= 40 ? full : [];
      },
    };
    const { forecast } = await readBacklog(registry, 64, plan, NOW);
    expect([...asked.values()].reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(512);
    expect(forecast.shardsRead).toBeGreaterThanOrEqual(8);
    expect(forecast.shardsRead).toBeLessThan(64);
    expect(forecast.clusters).toBe(64 * 40 * 5000);
  });
});

describe('cases', () => {
  it('that wait are shown with what they wait for, and nobody is outstanding for them [R-12, D-50, E-28]', async () => {
    const registry = memoryRegistry({ shards: SHARDS });
    const open = async (n: number, gates: Case['gates']) => {
      const id = `c${n}`;
      const given = {
        id,
        ref: ref(n),
        receivedAt: NOW - n * DAY,
        deadline: NOW + DAY,
        recipients: [{ id: 'courier' }],
      };
      const subject = { ref: ref(n), policy: 'weidandan', id: `li-${n}`, waiting: [id] };
      await registry.openCase(sampleCase({ ...given, policy: 'weidandan', state: 'waiting', gates }), subject, []);
    };
    await open(1, [{ id: 'identity', metAt: NOW }, { id: 'contracts' }]);
    await open(2, [{ id: 'identity' }, { id: 'contracts' }]);
    await open(3, [{ id: 'identity', metAt: NOW }, { id: 'doubt' }]);
    const { cases } = await readBacklog(registry, SHARDS, plan, NOW);
    expect(cases.waiting).toEqual([
      { policy: 'weidandan', gate: 'contracts', cases: 2, oldestDays: 2 },
      { policy: 'weidandan', gate: 'doubt', cases: 1, oldestDays: 3 },
      { policy: 'weidandan', gate: 'identity', cases: 1, oldestDays: 2 },
    ]);
    expect(cases.recipients).toEqual([]);
    expect(cases.open.every((one) => one.cases === 0)).toBe(true);
  });

  it('are none where nothing was opened', async () => {
    const { cases } = await readBacklog(memoryRegistry({ shards: SHARDS }), SHARDS, plan, NOW);
    expect(cases).toMatchObject({ known: 0, read: 0, more: false, waiting: [], restricted: [], recipients: [] });
    expect(cases.refused).toEqual([]);
  });
});
