import { together } from '../concurrency.ts';
import { ExpungeError } from '../errors.ts';
import { isInForce } from '../registry/in-force.ts';
import { clusterName, plannedSortKey } from '../registry/keys.ts';
import type { FulfilledRecord, Hold, PlannedTimer, ShardState, Subject, UrgentTimer } from '../registry/model.ts';
import { type PageBrakes, pageBrakes } from './brakes.ts';
import { closeUnits } from './close-units.ts';
import { parkUnit } from './failing.ts';
import { pageName } from './page-name.ts';
import { startReleased } from './released.ts';
import { CRASHES, LEASE_MARGIN } from './times.ts';
import { type Unit, unitsOf } from './unit.ts';
import type { UnitResult } from './unit-result.ts';
import { momentOf, workUnit } from './work-unit.ts';
import type { WorkOrder } from './worker.ts';
import type { Workshop } from './workshop.ts';

const PARALLEL = 8;

export interface Page {
  readonly planned: readonly PlannedTimer[];
  readonly urgent: readonly UrgentTimer[];
  readonly plannedEnd: string;
  readonly urgentEnd: string;
}

export interface AnnouncedPage extends Page {
  /** The attempt before did not finish: whatever is found now, it may have erased. */
  readonly repeated: boolean;
  readonly state: ShardState;
  readonly order: WorkOrder;
}

/** What is known of a subject at the moment its page was announced, read after the announcement and never before. */
export interface Checked {
  readonly subject: Subject | null;
  readonly holds: readonly Hold[];
  /** Single records of the subject that a case covers. */
  readonly fulfilled: readonly FulfilledRecord[];
}

/**
 * One announced page: check, erase and verify, leave the next timers behind, prove, and only then forget.
 * The order is the protocol.
 */
export async function doPage(page: AnnouncedPage, shop: Workshop): Promise<void> {
  const units = unitsOf(page.planned, page.urgent);
  const checked = await check(units, shop);
  const brakes = pageBrakes(units, page.repeated, shop);
  const work = (unit: Unit) =>
    workUnit({ unit, checked: checked(unit), page, mayTouch: guard(page, shop), brakes }, shop);
  const { suspects = [] } = page.state;
  const results =
    page.order.careful || suspects.length > 0
      ? await oneAtATime(units, page, shop, work)
      : await together(units, PARALLEL, work);

  await noteUnproved(results, shop);
  await leaveBehind(
    results.flatMap((result) => result.nextPlanned),
    shop,
  );
  await shop.registry.putUrgentTimers(results.flatMap((result) => result.nextUrgent));
  await startReleased(results, (some) => check(some, shop), page.order, shop);

  const receipts = results.flatMap((result) => result.receipts);
  if (receipts.length > 0) {
    const { page: name, family } = pageName(page);
    await shop.prove({ format: 'expunge-receipts/1', page: name, family, receipts });
  }
  await brakes.tell();
  await settle(brakes, shop);
  await closeUnits(results, shop);
}

/** What fails here costs a part of a day's budget. Doing the page again for it would cost more. */
async function settle(brakes: PageBrakes, shop: Workshop): Promise<void> {
  try {
    await brakes.settle();
  } catch (error) {
    shop.fault(error);
  }
}

/** Before the page is done with: until then it would be repeated, and a repeat proves. */
async function noteUnproved(results: readonly UnitResult[], { registry }: Workshop): Promise<void> {
  const noted = results.filter(({ unproved }) => unproved === 'noted');
  await together(noted, PARALLEL, ({ unit }) => registry.noteUnproved(unit.ref, clusterName(unit)));
}

/** Most of what is left was seen by `tag` and has its timer: looking costs a tenth of writing. */
async function leaveBehind(timers: readonly PlannedTimer[], { registry }: Workshop): Promise<void> {
  const known = await registry.knownTimers(timers);
  await registry.putPlannedTimers(timers.filter((timer) => !known.has(plannedSortKey(timer))));
}

/** Holds and subjects, read with strong reads after the announcement. */
async function check(units: readonly Unit[], { registry, plan, clock }: Workshop): Promise<(unit: Unit) => Checked> {
  const refs = [...new Set(units.map((unit) => unit.ref))];
  const policyOf = (unit: Unit) => plan.datasets[unit.dataset]?.policy ?? '';
  const scopes = [...new Set(units.flatMap((unit) => [unit.dataset, policyOf(unit)]))];
  const [subjects, wide] = await Promise.all([
    together(refs, PARALLEL, (ref) => registry.checkSubject(ref)),
    together(scopes, PARALLEL, (scope) => registry.wideHolds(scope)),
  ]);
  const byRef = new Map(refs.map((ref, index) => [ref, subjects[index]]));
  const byScope = new Map(scopes.map((scope, index) => [scope, wide[index] ?? []]));
  const now = clock.now();
  return (unit) => ({
    subject: byRef.get(unit.ref)?.subject ?? null,
    holds: [
      ...(byRef.get(unit.ref)?.holds ?? []),
      ...(byScope.get(unit.dataset) ?? []),
      ...(byScope.get(policyOf(unit)) ?? []),
    ].filter((hold) => isInForce(hold, now)),
    fulfilled: byRef.get(unit.ref)?.fulfilled ?? [],
  });
}

/** After a crash: in order, each noted before it is tried, so that a cluster that kills its worker is found out. */
async function oneAtATime(
  units: readonly Unit[],
  page: AnnouncedPage,
  shop: Workshop,
  work: (unit: Unit) => Promise<UnitResult>,
): Promise<UnitResult[]> {
  const results: UnitResult[] = [];
  // Who was being tried when a worker died stays suspected until it is tried and nobody dies.
  const suspects = new Map((page.state.suspects ?? []).map(({ timer, times }) => [timer, times]));
  for (const unit of units) {
    const times = (suspects.get(unit.timer) ?? 0) + 1;
    if (times > CRASHES) {
      const parked = parkUnit(unit, momentOf(page, shop), 'CRASHED', shop);
      results.push({ ...parked, unproved: unit.forget ? null : 'noted' });
      continue;
    }
    suspects.set(unit.timer, times);
    const noted = [...suspects].map(([timer, tried]) => ({ timer, times: tried }));
    const ours = await shop.registry.noteAttempt(page.order.name, page.state.page, noted);
    if (!ours) throw new ExpungeError('ANOTHER_WORKER', 'Another worker has taken over this page.');
    results.push(await work(unit));
    suspects.delete(unit.timer);
  }
  return results;
}

function guard(page: AnnouncedPage, { clock }: Workshop): () => void {
  return () => {
    if (clock.now() >= page.state.leaseEnds - LEASE_MARGIN) {
      throw new ExpungeError('LEASE_ENDED', 'The lease on this page has ended; whoever takes it over repeats it.');
    }
  };
}
