import type { Announcement, Metric } from '../../lib/announcements.ts';
import { sightingsIn } from '../../lib/erasure/sightings.ts';
import { keyOf, memoryTarget } from '../../lib/erasure/targets/memory.ts';
import { workShard } from '../../lib/erasure/worker.ts';
import type { Workshop } from '../../lib/erasure/workshop.ts';
import { createEpochKey } from '../../lib/evidence/epochs/index.ts';
import { isStatement } from '../../lib/evidence/evidence.ts';
import type { Receipt } from '../../lib/evidence/index.ts';
import type { Plan, PlanDataset, PlanRule } from '../../lib/policy/plan.ts';
import {
  type ApprovalOrder,
  approve,
  arm,
  brakesOf,
  createReferencer,
  openCase,
  redue,
  watchDeadlines,
} from '../../lib/registry/index.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { sampleEvidence } from '../registry/sample-case.ts';
import { logs, samplePlan } from './sample-plan.ts';

const HOUR = 3600 * 1000;
export const DAY = 24 * HOUR;
export const SHARDS = 4;
export const NAME = { dataset: 'logs', rule: 'short' };

/** Logs alone, kept for as long as the rule says. */
export function planWith(
  rule: Partial<PlanRule> = {},
  more: { version?: string; logs?: Partial<PlanDataset> } = {},
): Plan {
  const { shop } = samplePlan.policies;
  const { short } = shop?.rules ?? {};
  if (!shop || !short) throw new Error('the sample has a shop');
  const { version = shop.version } = more;
  const trigger = { ...shop.triggers.AccountClosed, covers: ['short'] };
  return {
    ...samplePlan,
    policies: {
      shop: {
        ...shop,
        version,
        rules: { short: { ...short, ...rule } },
        triggers: { AccountClosed: trigger as never },
      },
    },
    datasets: { logs: { ...logs, ...more.logs } },
  };
}

export const recordsOf = (person: number, records: number, createdAt: number) =>
  Array.from({ length: records }, (_, n) => ({
    user_id: `person-${person}`,
    at: `record-${n}`,
    created_at: new Date(createdAt).toISOString(),
  }));

/** Workers of several shards on one clock, and a plan that somebody changes under them. */
export interface BrakeWorldOptions {
  readonly plan?: Plan;
  readonly start?: string;
  /** Awaited before each request to the registry or the bus. */
  readonly before?: (method: string) => Promise<void> | void;
  /** Whether a write's answer is lost, and the client has made it again: the condition is not met then. */
  readonly loses?: () => boolean;
}

export function createBrakeWorld(options: BrakeWorldOptions = {}) {
  let plan = options.plan ?? planWith();
  let now = Date.parse(options.start ?? '2026-01-01T06:00:00Z');
  let events = 0;
  const { loses = () => false, before = () => {} } = options;
  const kept = memoryRegistry({ shards: SHARDS, before });
  const registry: typeof kept = {
    ...kept,
    takeBudget: async (name, wanted) => {
      if (loses()) await kept.takeBudget(name, wanted);
      return kept.takeBudget(name, wanted);
    },
    saveBrake: async (next) => (await kept.saveBrake(next)) && !loses(),
  };
  const target = memoryTarget();
  const referencer = createReferencer(Buffer.from('registry key'));
  const announced: Announcement[] = [];
  const counts = new Map<Metric, number>();
  const receipts: Receipt[] = [];
  const clock = { now: () => now, sleep: async () => {} };
  const meter = {
    count: (metric: Metric, value: number) => void counts.set(metric, (counts.get(metric) ?? 0) + value),
  };
  const bus = {
    announce: async (news: readonly Announcement[]) => {
      await before('announce');
      announced.push(...news);
    },
  };
  const shop = (): Workshop => ({
    plan,
    registry,
    targets: () => target,
    clock,
    prove: async (page) => void receipts.push(...page.receipts.filter((one): one is Receipt => !isStatement(one))),
    evidenceReference: createEpochKey('2026', Buffer.from('evidence key')).reference,
    bus,
    meter,
    fault: () => {},
  });

  const world = {
    registry,
    target,
    announced,
    counts,
    receipts,
    clock,
    shop,
    get now() {
      return now;
    },
    advance(milliseconds: number) {
      now += milliseconds;
    },
    deploy(next: Plan) {
      plan = next;
    },
    async store(records: readonly Record<string, unknown>[]): Promise<void> {
      const { logs: dataset } = plan.datasets;
      if (!dataset) throw new Error('no logs');
      for (const fields of records) {
        target.put(dataset, fields);
        const key = keyOf(dataset, fields);
        const sightings = sightingsIn({ dataset, fields, key, event: `event-${++events}` }, plan, now);
        await arm(sightings ?? [], { registry, referencer, clock, meter });
      }
    },
    approve: (order: Partial<ApprovalOrder> = {}) =>
      approve({ policy: 'shop', by: 'officer', ...order }, { plan, registry, clock, shards: SHARDS }),
    async brake() {
      const [brake] = await brakesOf(plan, registry);
      if (brake === undefined) throw new Error('no brake');
      return brake;
    },
    close: (subject: string) =>
      openCase(
        { type: 'AccountClosed', id: `closure of ${subject}`, policy: 'shop', subject, receivedAt: now },
        {
          plan,
          registry,
          referencer,
          evidenceOf: async () => sampleEvidence,
          keyOf: () => null as never,
          clock,
          bus,
          meter,
        },
      ),
    redue: () => redue(now + 60_000, { plan, registry, clock, meter }),
    watch: () => watchDeadlines({ registry, clock, bus, meter }),
    work: (shard: number, worker = `worker-${shard}-${now}`) =>
      workShard({ name: { action: 'delete', shard }, worker, cutOff: now + 15 * 60_000, careful: false }, shop()),
    /** All shards at once. `failed`: told why one of them was cut short. */
    async workAll(failed?: (error: unknown) => void): Promise<void> {
      const all = Array.from({ length: SHARDS }, (_, shard) => world.work(shard));
      await Promise.all(failed === undefined ? all : all.map((one) => one.catch(failed)));
    },
    /** Works every hour in which a timer has started. */
    async liveFor(milliseconds: number): Promise<void> {
      const end = now + milliseconds;
      for (;;) {
        await world.redue();
        await world.workAll();
        const timers = registry.contents().filter(({ pk }) => /^[PU]#/.test(pk));
        const starts = timers.map(({ item }) => Number(item.startAt)).filter((at) => at > now);
        const next = Math.min(...starts);
        if (Math.max(next, now + HOUR) > end) break;
        now = Math.max(next, now + HOUR);
      }
      now = end;
    },
    left: () => target.records(plan.datasets.logs ?? logs).length,
    paused: () => announced.flatMap((one) => (one.type === 'ErasurePaused' ? [one.detail] : [])),
    timers: () => registry.contents().filter(({ pk }) => pk.startsWith('U#')),
  };
  return world;
}
