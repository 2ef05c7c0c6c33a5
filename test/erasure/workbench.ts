import type { Announcement, Metric } from '../../lib/announcements.ts';
import { sightingsIn } from '../../lib/erasure/sightings.ts';
import { fieldsOf } from '../../lib/erasure/targets/dynamodb.ts';
import { keyOf, type MemoryTargetOptions, memoryTarget } from '../../lib/erasure/targets/memory.ts';
import { LEASE } from '../../lib/erasure/times.ts';
import { type WorkEnd, workShard } from '../../lib/erasure/worker.ts';
import type { Workshop } from '../../lib/erasure/workshop.ts';
import { createEpochKey } from '../../lib/evidence/epochs/index.ts';
import { isStatement } from '../../lib/evidence/evidence.ts';
import type { Receipt, ReceiptPage } from '../../lib/evidence/index.ts';
import type { Action, Plan, PlanDataset, TriggerKind } from '../../lib/policy/plan.ts';
import { datasetsOfTable } from '../../lib/policy/plan-index.ts';
import {
  arm,
  type Case,
  type CaseOffice,
  type CaseRequest,
  createReferencer,
  giveConsent,
  openCase,
  type ShardState,
} from '../../lib/registry/index.ts';
import { type Before, memoryRegistry } from '../../lib/registry/memory/index.ts';
import { Items } from '../../lib/registry/memory/items.ts';
import { approved, withoutBudgets } from '../registry/approved.ts';
import { sampleEvidence } from '../registry/sample-case.ts';
import { samplePlan } from './sample-plan.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const POLICY = 'shop';

export class Crash extends Error {
  constructor() {
    super('the worker died here');
  }
}

/** A record's key in the memory target's writing, from DynamoDB JSON. */
export const tableKey: CaseOffice['keyOf'] = (dataset, key) =>
  keyOf(dataset, fieldsOf(key as unknown as Parameters<typeof fieldsOf>[0]));

export interface WorkbenchOptions {
  readonly plan?: Plan;
  readonly start?: string;
  readonly target?: MemoryTargetOptions;
  /** As after a first deployment: nobody has approved anything yet, and days have their budgets. */
  readonly braked?: boolean;
  /** Awaited before each request to the registry. */
  readonly before?: Before;
}

/** A worker and all it works with, in memory, on a clock that moves when told. */
export function createWorkbench(options: WorkbenchOptions = {}) {
  const given = options.plan ?? samplePlan;
  const plan = options.braked ? given : withoutBudgets(given);
  let now = Date.parse(options.start ?? '2026-01-01T00:00:00Z');
  let calls = 0;
  let crashAt = Number.POSITIVE_INFINITY;
  let workers = 0;

  // A crash is no error that anything could handle: from there on nothing the worker asks for happens.
  const step = () => {
    calls++;
    if (calls >= crashAt) throw new Crash();
  };

  const clock = { now: () => now, sleep: async () => {} };
  const items = new Items();
  const registry = memoryRegistry({
    shards: 1,
    items,
    before: async (method) => {
      step();
      await options.before?.(method);
    },
  });
  const target = memoryTarget({
    ...options.target,
    before: async (method, scope) => {
      step();
      await options.target?.before?.(method, scope);
    },
  });
  const receipts: Receipt[] = [];
  const pages: string[] = [];
  const proved: ReceiptPage[] = [];
  const announced: Announcement[] = [];
  const counts = new Map<Metric, number>();
  const meter = {
    count: (metric: Metric, value: number) => void counts.set(metric, (counts.get(metric) ?? 0) + value),
  };
  const bus = {
    announce: async (news: readonly Announcement[]) => {
      step();
      announced.push(...news);
    },
  };
  const referencer = createReferencer(Buffer.from('registry key'));
  const shop: Workshop = {
    plan,
    registry,
    targets: () => target,
    clock,
    prove: async (page) => {
      step();
      pages.push(page.page);
      proved.push(page);
      receipts.push(...page.receipts.filter((one): one is Receipt => !isStatement(one)));
    },
    evidenceReference: createEpochKey('2026', Buffer.from('evidence key')).reference,
    bus,
    meter,
    fault: () => {},
  };

  // Nothing that a test counts, delays or lets fail.
  const unseen = { plan, registry: memoryRegistry({ shards: 1, items }), clock, shards: 1 };
  const ready = options.braked ? Promise.resolve() : approved(unseen);

  const evidenceOf = async () => sampleEvidence;
  const office = { plan, registry, referencer, evidenceOf, keyOf: tableKey, clock, bus, meter };
  let events = 0;
  const bench = {
    plan,
    registry,
    target,
    clock,
    shop,
    receipts,
    pages,
    proved,
    announced,
    counts,
    ref: (subject: string) => referencer.subject(POLICY, subject),
    get calls() {
      return calls;
    },

    advance(milliseconds: number) {
      now += milliseconds;
    },
    goTo(time: string | number) {
      now = typeof time === 'number' ? time : Date.parse(time);
    },
    /** Everything the worker asks for fails from its n-th request on, until `revive`. */
    crashAtCall(n: number) {
      calls = 0;
      crashAt = n;
    },
    revive() {
      crashAt = Number.POSITIVE_INFINITY;
    },

    /** Writes a record as the application does, and has it tagged as its stream would. */
    async store(dataset: PlanDataset, record: Record<string, unknown>): Promise<void> {
      target.put(dataset, record);
      await bench.tag(dataset, record);
    },
    async tag(dataset: PlanDataset, record: Record<string, unknown>): Promise<void> {
      const key = keyOf(dataset, record);
      const event = `event-${++events}`;
      // A table may be that of several datasets, each with a person of its own in the records.
      const table = dataset.store.kind === 'dynamodb' ? dataset.store.table : '';
      const sightings = datasetsOfTable(plan, table).flatMap(
        (one) => sightingsIn({ dataset: one, fields: record, key, event }, plan, now) ?? [],
      );
      await arm(sightings, { registry, referencer, clock, meter });
    },
    closeAccount(subject: string, id = `closure of ${subject}`): Promise<Case> {
      return bench.trigger('AccountClosed', subject, {}, id);
    },
    /** A trigger of any kind, about the whole account where nothing narrower is named. */
    trigger(
      type: TriggerKind,
      subject: string,
      about: Partial<CaseRequest> = {},
      id = `${type} of ${subject}, ${JSON.stringify(about)}`,
    ): Promise<Case> {
      return openCase({ type, id, policy: POLICY, subject, receivedAt: now, ...about }, office);
    },
    consent(subject: string, categories: readonly string[]): Promise<Case | null> {
      const given = { version: '2026-01-01', evidence: 'T-1', givenAt: now };
      const id = `consent ${++events}`;
      return giveConsent(
        { type: 'ConsentGiven', id, policy: POLICY, subject, categories: [...categories], ...given },
        office,
      );
    },

    /** One invocation for one action. */
    async work(action: Action, order: { careful?: boolean; worker?: string; time?: number } = {}): Promise<WorkEnd> {
      await ready;
      const worker = order.worker ?? `worker-${++workers}`;
      const cutOff = now + (order.time ?? 15 * MINUTE);
      return workShard({ name: { action, shard: 0 }, worker, cutOff, careful: order.careful ?? false }, shop);
    },
    async workAll(): Promise<void> {
      for (const action of ['delete', 'anonymise'] as const) await bench.work(action);
    },
    /** Lets the time go by, and works whenever a timer starts. */
    async liveUntil(time: string | number): Promise<void> {
      const end = typeof time === 'number' ? time : Date.parse(time);
      for (;;) {
        await bench.workAll();
        const next = bench.timers().find((timer) => timer.startAt > now);
        if (!next || next.startAt > end) break;
        now = next.startAt;
      }
      now = end;
    },
    liveFor: (milliseconds: number) => bench.liveUntil(now + milliseconds),
    /** After a worker died: its lease has to end first. */
    async takeOver(order: { careful?: boolean } = {}): Promise<void> {
      bench.revive();
      now += LEASE + 1000;
      for (const action of ['delete', 'anonymise'] as const) await bench.work(action, order);
    },

    /** All timers that have been set, done or not, in order. */
    timers(kind: 'P' | 'U' | 'all' = 'all') {
      return registry
        .contents()
        .filter(({ pk }) => (kind === 'all' ? /^[PU]#/ : new RegExp(`^${kind}#`)).test(pk))
        .map(({ item }) => item as { startAt: number; dataset: string; rule: string; [name: string]: unknown })
        .sort((a, b) => a.startAt - b.startAt);
    },
    async shard(action: Action): Promise<ShardState> {
      return registry.shard({ action, shard: 0 });
    },
    /** Everything in the registry but the approvals that it begins with. */
    written: () => registry.contents().filter(({ pk }) => !pk.startsWith('B#')),
    /** Everything the registry knows, as one text. */
    known: () => JSON.stringify(registry.contents()),
  };
  return bench;
}

export type Workbench = ReturnType<typeof createWorkbench>;
