import { ExpungeError } from '../errors.ts';
import type { Plan, PlanDataset } from '../policy/plan.ts';
import { own } from '../policy/plan-index.ts';
import { type Audit, beginPass, type Walk, type WalkCounts, type WalkPage, walkOn } from '../registry/index.ts';
import { type Finding, findingsIn, observe, type Tally, type Watch, watchOf, watchOfNobodys } from './drift.ts';
import { lookThrough } from './look-through.ts';
import type { AuditOffice } from './office.ts';
import type { SeenRecord } from './store-reader.ts';

const DAY = 24 * 3600 * 1000;
/** Each store is audited when its last audit ended so long ago, unless a deployment says otherwise. Milliseconds. */
export const AUDITED_EVERY = 30 * DAY;

/** Begins the names of what drift counts, among the counts of a walk. */
const DRIFT = 'drift/';

export const auditWalk = (store: string): string => `audit/${store}`;

/** What can be audited: datasets, and tables that are said to hold nothing personal. By name. */
export function audited(plan: Plan): string[] {
  return [...Object.keys(plan.datasets), ...(plan.checked ?? [])].sort();
}

/**
 * Continues the audits under way, and begins one of each store whose last ended `every` milliseconds ago. A store is walked a page at a
 * time, for as long as there is time; one that fails does not hold up the others. @returns what went wrong.
 * @param until milliseconds; at least one page is done, and the other stores come at the next run.
 */
export async function continueAudits(
  until: number,
  office: AuditOffice,
  every: number = AUDITED_EVERY,
): Promise<readonly unknown[]> {
  const { registry, clock, plan } = office;
  const faults: unknown[] = [];
  const walks = new Map((await registry.walks()).map((walk) => [walk.name, walk]));
  const told = new Map((await registry.audits()).map((audit) => [audit.store, audit.pass]));
  for (const store of audited(plan)) {
    const before = walks.get(auditWalk(store));
    const rests = before?.finishedAt !== undefined && clock.now() < before.finishedAt + every;
    try {
      if (!rests) await continueAudit(store, until, office);
      // Whoever ended the pass may have died before it was told.
      else if (told.get(store) !== before.pass) await conclude(store, before, office);
    } catch (error) {
      office.fault(error);
      faults.push(error);
    }
    if (clock.now() >= until) break;
  }
  return faults;
}

/** Begins an audit of a store now, unless one is under way: it is continued each minute. @throws ExpungeError USAGE. */
export async function beginAudit(store: string, office: AuditOffice): Promise<Walk> {
  if (!audited(office.plan).includes(store)) throw unknownStore(store);
  return beginPass(auditWalk(store), office);
}

async function continueAudit(store: string, until: number, office: AuditOffice): Promise<void> {
  const walk = await beginPass(auditWalk(store), office);
  const done = await walkOn(auditWalk(store), auditPage(store, walk.pass, office), until, office);
  if (done?.finishedAt !== undefined && done.pass === walk.pass) await conclude(store, done, office);
}

/** One page of a pass over a store. Everything it finds is in the counts; its cursor is sealed. */
function auditPage(store: string, pass: number, office: AuditOffice): WalkPage {
  const dataset = own(office.plan.datasets, store);
  const watch = dataset === undefined ? watchOfNobodys(office.plan) : watchOf(office.plan, dataset);
  const read = office.readers(dataset ?? { table: store });
  const seal = office.sealOf(store);
  return async (cursor, counts) => {
    const { records, next } = await read(cursor === null ? null : seal.open(cursor));
    const looked =
      dataset === undefined ? null : await lookThrough(records, dataset, `${auditWalk(store)} ${pass}`, office);
    const added = looked === null ? {} : { ...looked, done: looked.untracked };
    const sums = plus({ ...counts, looked: counts.looked + records.length }, added);
    return {
      next: next === null ? null : seal.seal(next),
      counts: { ...sums, ...driftIn(records, watch, counts) },
    };
  };
}

function plus(counts: WalkCounts, added: Readonly<Record<string, number>>): WalkCounts {
  const sums: Record<string, number> = {};
  for (const [name, value] of Object.entries(added)) sums[name] = (counts[name] ?? 0) + value;
  return { ...counts, ...sums };
}

function driftIn(records: readonly SeenRecord[], watch: Watch, counts: WalkCounts): Tally {
  const tally = tallyOf(counts);
  for (const { stored } of records) observe(stored(), watch, tally);
  return Object.fromEntries(Object.entries(tally).map(([name, value]) => [DRIFT + name, value]));
}

function tallyOf(counts: WalkCounts): Tally {
  const drift = Object.entries(counts).filter(([name]) => name.startsWith(DRIFT));
  return Object.fromEntries(drift.map(([name, value]) => [name.slice(DRIFT.length), value]));
}

/** Keeps what a finished pass came to, and tells of what it found. Repeatable: it is kept last. */
async function conclude(store: string, walk: Walk, office: AuditOffice): Promise<void> {
  const dataset = own(office.plan.datasets, store);
  const audit = auditOf(store, dataset, walk);
  office.meter.count(
    'DriftFound',
    audit.findings.reduce((sum, { count }) => sum + count, 0),
  );
  const news = [...Map.groupBy(audit.findings, ({ kind }) => kind)].map(([kind, findings]) => ({
    type: 'DriftFound' as const,
    detail: {
      policy: dataset?.policy ?? null,
      dataset: store,
      kind,
      count: findings.reduce((sum, { count }) => sum + count, 0),
    },
  }));
  if (news.length > 0) await office.bus.announce(news);
  await office.registry.keepAudit(audit);
}

function auditOf(
  store: string,
  dataset: PlanDataset | undefined,
  { pass, begunAt, finishedAt, movedAt, counts }: Walk,
): Audit {
  const findings: readonly Finding[] = findingsIn(tallyOf(counts));
  const { looked, untracked = 0, due = 0, held = 0, undated = 0, ownerless = 0 } = counts;
  const policy = dataset?.policy ?? null;
  const numbers = { records: looked, untracked, due, held, undated, ownerless };
  return { store, policy, pass, begunAt, endedAt: finishedAt ?? movedAt, ...numbers, findings };
}

export function unknownStore(store: string): ExpungeError {
  return new ExpungeError('USAGE', 'There is no such dataset, nor a table that is to be checked. See the inventory.', {
    place: store,
  });
}
