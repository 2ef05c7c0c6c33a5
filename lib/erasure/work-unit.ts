import type { Receipt } from '../evidence/index.ts';
import { lookAfter } from '../registry/in-force.ts';
import type { Locator, Tag } from '../registry/model.ts';
import { follow } from './aftermath.ts';
import { type ClusterOutcome, eraseCluster } from './erase-cluster.ts';
import { failUnit, parkUnit } from './failing.ts';
import { lookBeforeForgetting } from './forget.ts';
import { attemptsOf, casesOf, lookAgain, type Moment } from './next-timers.ts';
import type { AnnouncedPage, Checked } from './page.ts';
import { coverageOf, type Place, placeOf } from './place.ts';
import { receiptOf } from './receipt-of.ts';
import { HELD_LOOK } from './times.ts';
import type { Unit } from './unit.ts';
import { nothingToDo, type UnitResult } from './unit-result.ts';
import type { Workshop } from './workshop.ts';

export interface UnitWork {
  readonly unit: Unit;
  readonly checked: Checked;
  readonly page: AnnouncedPage;
  readonly mayTouch: () => void;
}

/** One cluster of a page: erased as far as it may go by now, and what follows from it. Writes to its data store only. */
export async function workUnit(work: UnitWork, shop: Workshop): Promise<UnitResult> {
  const { unit, checked, page } = work;
  const moment = momentOf(page, shop);
  if (unit.forget) return lookBeforeForgetting(unit, checked, moment, shop);
  const place = placeOf(shop.plan, unit, moment.action);
  if (!place) return parkUnit(unit, moment, 'CONFIGURATION', shop);
  const { subject } = checked;
  // A tombstone, or nobody: the stores were found empty before the id was dropped. No case need wait any longer.
  if (subject?.id === undefined) return { ...nothingToDo(unit), countDown: { cases: casesOf(unit), to: 'erased' } };
  const coverage = coverageOf(subject.closure, unit.rule);
  const prove = (outcome: Receipt['outcome'], records: number, due: number | null): Receipt =>
    receiptOf(
      {
        place,
        unit,
        action: moment.action,
        subjectId: subject.id ?? '',
        coverage,
        startedAt: moment.now,
        outcome,
        records,
        due,
      },
      shop,
    );

  if (checked.holds.length > 0) {
    const nextLook = lookAfter(checked.holds, moment.now + HELD_LOOK);
    shop.meter.count('Held', 1);
    return {
      ...nothingToDo(unit),
      receipt: mayHaveErased(unit, page) ? prove('held', 0, null) : null,
      nextUrgent: lookAgain(unit, moment, nextLook, { ...attempts(unit), held: true }),
    };
  }

  const { tags, others } = isLocated(place) ? await locatedTags(unit, shop) : { tags: [], others: 0 };
  const scope = { subject: subject.id, ...place, locators: tags.map((tag) => tag.locator) };
  const target = shop.targets(place.dataset);
  const outcome = await eraseCluster({
    target,
    scope,
    rule: place.rule,
    zone: place.policy.zone,
    coverage,
    now: () => shop.clock.now(),
    mayTouch: work.mayTouch,
  });
  const receipt = receiptFor(outcome, unit, page, prove);
  count(outcome, receipt, shop);
  if (outcome.failure !== null) return { ...failUnit(unit, moment, outcome.failure, shop), receipt };

  let goneLocators: readonly LocatedTag[];
  try {
    const keys = tags.map((tag) => tag.locator.key);
    const present = tags.length === 0 ? new Set() : await target.stillPresent(scope, keys);
    goneLocators = tags.filter((tag) => !present.has(tag.locator.key));
  } catch (failure) {
    return { ...failUnit(unit, moment, failure, shop), receipt };
  }
  return { ...follow({ unit, place, moment, subject, coverage, outcome, others }, shop), receipt, goneLocators };
}

export function momentOf(page: AnnouncedPage, shop: Workshop): Moment {
  return { action: page.order.name.action, page: page.state.page, now: shop.clock.now() };
}

/** An attempt before this one was cut short, and may have erased what it had no time to prove. */
function mayHaveErased(unit: Unit, page: AnnouncedPage): boolean {
  return page.repeated || attemptsOf(unit) > 0;
}

function receiptFor(
  outcome: ClusterOutcome,
  unit: Unit,
  page: AnnouncedPage,
  prove: (outcome: Receipt['outcome'], records: number, due: number | null) => Receipt,
): Receipt | null {
  if (outcome.erased > 0) return prove('erased', outcome.erased, outcome.due);
  return outcome.failure === null && mayHaveErased(unit, page) ? prove('absent', 0, null) : null;
}

function count(outcome: ClusterOutcome, receipt: Receipt | null, { meter }: Workshop): void {
  if (outcome.erased > 0) meter.count('Erased', outcome.erased);
  if (receipt?.due && receipt.verifiedAt > receipt.due) meter.count('Late', outcome.erased);
  if (outcome.left.undated > 0) meter.count('Undated', outcome.left.undated);
}

function attempts(unit: Unit) {
  return attemptsOf(unit) > 0 ? { attempts: attemptsOf(unit) } : {};
}

function isLocated({ dataset }: Place): boolean {
  return dataset.store.kind === 'dynamodb' && dataset.store.subject.by === 'locator';
}

type LocatedTag = Tag & { readonly locator: Locator };

async function locatedTags(unit: Unit, { registry }: Workshop): Promise<{ tags: LocatedTag[]; others: number }> {
  const all = (await registry.tags(unit.ref, unit)).filter((tag): tag is LocatedTag => tag.locator !== undefined);
  const tags = all.filter((tag) => isWanted(unit, tag.locator.record));
  return { tags, others: all.length - tags.length };
}

function isWanted(unit: Unit, record: string): boolean {
  return unit.records === 'all' || unit.records.has(record);
}
