import type { Receipt } from '../evidence/index.ts';
import { type Coverage, coverableIn, coverageOf, isReplaced } from '../registry/coverage.ts';
import { lookAfter } from '../registry/in-force.ts';
import { clusterName } from '../registry/keys.ts';
import type { FulfilledRecord, Subject } from '../registry/model.ts';
import { follow } from './aftermath.ts';
import type { PageBrakes } from './brakes.ts';
import { type ClusterOutcome, eraseCluster } from './erase-cluster.ts';
import { failUnit, parkUnit } from './failing.ts';
import { lookBeforeForgetting } from './forget.ts';
import { locate } from './locate.ts';
import { attemptsOf, casesOf, lookAgain, lookAtBraked, type Moment } from './next-timers.ts';
import type { AnnouncedPage, Checked } from './page.ts';
import { type PageName, pageName } from './page-name.ts';
import { fulfilledIn, isLocated, type Place, placeOf } from './place.ts';
import { receiptOf } from './receipt-of.ts';
import { standBack } from './stand-back.ts';
import { backOff, HELD_LOOK } from './times.ts';
import type { Unit } from './unit.ts';
import { nothingToDo, type UnitResult } from './unit-result.ts';
import type { Workshop } from './workshop.ts';

export interface UnitWork {
  readonly unit: Unit;
  readonly checked: Checked;
  readonly page: AnnouncedPage;
  readonly mayTouch: () => void;
  readonly brakes: PageBrakes;
}

/** One cluster of a page: erased as far as it may go by now, and what follows from it. Writes to its data store only. */
export async function workUnit(work: UnitWork, shop: Workshop): Promise<UnitResult> {
  const { checked, page } = work;
  const moment = momentOf(page, shop);
  if (work.unit.forget) {
    if (isAlone(work.unit, page)) return lookBeforeForgetting(work.unit, checked, moment, shop);
    return { ...nothingToDo(work.unit), nextUrgent: lookAgain(work.unit, moment, moment.now + backOff(1)) };
  }
  const place = placeOf(shop.plan, work.unit, moment.action);
  if (!place) return parkUnit(work.unit, moment, 'CONFIGURATION', shop);
  const { subject } = checked;
  const unproved = subject?.unproved?.includes(clusterName(work.unit)) ?? false;
  // Where a search finds the records, one look sees all of them, whichever of them it was for; and to prove what was erased
  // of a cluster, all of it has to be looked at.
  const unit: Unit = isLocated(place) && !unproved ? work.unit : { ...work.unit, records: 'all' };
  // A tombstone, or nobody: the stores were found empty before the id was dropped. No case need wait any longer.
  if (!isKnown(subject)) {
    return { ...nothingToDo(unit), countDown: casesOf(unit).map((id) => ({ case: id, to: 'erased' as const })) };
  }
  const coverable = coverableIn(place.dataset, place.cluster);
  const coverage = coverageOf(subject, coverable);
  const own = fulfilledIn(checked.fulfilled, place);
  const prove = proofsOf(
    {
      place,
      unit,
      name: pageName(page),
      moment,
      subject,
      coverage,
      own,
      mayHaveErased: unproved || mayHaveErased(unit, page),
    },
    shop,
  );

  if (checked.holds.length > 0) {
    const nextLook = lookAfter(checked.holds, moment.now + HELD_LOOK);
    shop.meter.count('Held', 1);
    return {
      ...nothingToDo(unit),
      receipts: prove(null),
      unproved: unproved ? 'cleared' : null,
      nextUrgent: lookAgain(unit, moment, nextLook, { ...attempts(unit), held: true }),
    };
  }

  const { tags, others } = isLocated(place) ? await locate(unit, place, shop) : { tags: [], others: 0 };
  const scope = { subject: subject.id, ...place, locators: tags.map((tag) => tag.locator) };
  const target = shop.targets(place.dataset);
  if (isReplaced(subject, coverable)) return standBack({ unit, moment, scope, tags }, shop);
  const outcome = await eraseCluster({
    target,
    scope,
    rule: place.rule,
    policy: place.policy,
    consents: new Set(Object.keys(subject.consents ?? {})),
    closedAt: subject.closure?.at ?? null,
    coverage,
    fulfilled: own,
    now: () => shop.clock.now(),
    mayTouch: work.mayTouch,
    brake: work.brakes.of(place),
  });
  const receipts = prove(outcome);
  count(outcome, receipts, shop);
  if (outcome.failure !== null) {
    const noted = outcome.unproved && !unproved ? 'noted' : null;
    return { ...failUnit(unit, moment, outcome.failure, shop), receipts, unproved: noted };
  }

  const lapsed = coverage === null && mayHaveLapsed(place, subject) ? await lapsedCases(unit, shop) : [];
  let goneLocators: readonly (typeof tags)[number][] = [];
  try {
    // Of a record that lost one of its categories the tags stay: the rest of it is still there.
    if (tags.length > 0 && !takesPart(place)) {
      const present = await target.stillPresent(scope, [...new Set(tags.map((tag) => tag.locator.key))]);
      goneLocators = tags.filter((tag) => !present.has(tag.locator.key));
    }
  } catch (failure) {
    return { ...failUnit(unit, moment, failure, shop), receipts };
  }
  const proved = { receipts, goneLocators, unproved: unproved ? ('cleared' as const) : null };
  // Its cases wait with it, and its tags stay.
  if (outcome.braked > 0) return { ...nothingToDo(unit), ...proved, nextUrgent: lookAtBraked(unit, moment) };
  return {
    ...follow({ unit, place, moment, subject, coverage, own, lapsed, outcome, others }, shop),
    ...proved,
  };
}

export function momentOf(page: AnnouncedPage, shop: Workshop): Moment {
  return { action: page.order.name.action, page: page.state.page, now: shop.clock.now() };
}

/** Consent was given again: what a withdrawal kept restricted here is not restricted any more, and its case waits in vain. */
function mayHaveLapsed({ rule }: Place, { consented }: Subject): boolean {
  return rule.floor !== null && consented !== undefined;
}

async function lapsedCases(unit: Unit, { registry }: Workshop): Promise<readonly string[]> {
  const tags = await registry.tags(unit.ref, unit);
  return tags.flatMap((tag) => (tag.state === 'restricted' && tag.case !== undefined ? [tag.case] : []));
}

type Known = Subject & { readonly id: string };

function isKnown(subject: Subject | null): subject is Known {
  return subject?.id !== undefined;
}

/** Nobody is forgotten on a page that looks at their data: what it erases is proved at its end, and the id is needed till then. */
function isAlone({ ref }: Unit, { planned, urgent }: AnnouncedPage): boolean {
  return ![...planned, ...urgent.filter(({ again }) => again !== 'forget')].some((timer) => timer.ref === ref);
}

/** Takes a category out of records that go on living. */
function takesPart({ cluster }: Place): boolean {
  return cluster.only !== undefined && cluster.action === 'anonymise';
}

/** An attempt before this one was cut short, and may have erased what it had no time to prove. */
function mayHaveErased(unit: Unit, page: AnnouncedPage): boolean {
  return page.repeated || attemptsOf(unit) > 0;
}

interface Proving {
  readonly place: Place;
  readonly unit: Unit;
  readonly name: PageName;
  readonly moment: Moment;
  readonly subject: Known;
  readonly coverage: Coverage | null;
  readonly own: ReadonlyMap<string, FulfilledRecord>;
  readonly mayHaveErased: boolean;
}

/**
 * The receipts of an outcome (null: a hold forbade any; a brake may have stopped it half way): for what went by age or by the case that covers all, and for each
 * case about a record. Where an attempt before may have erased, there is one for each in any event.
 */
function proofsOf(proving: Proving, shop: Workshop): (outcome: ClusterOutcome | null) => readonly Receipt[] {
  const { place, unit, name, moment, subject, coverage } = proving;
  const deed = { place, unit, name, action: moment.action, subjectId: subject.id, startedAt: moment.now };
  const cases = new Map([...proving.own.values()].map((one) => [one.case, one]));
  return (outcome) => {
    const wanted = [
      { by: coverage, done: outcome?.erased },
      ...[...cases.values()].map((by) => ({ by, done: outcome?.fulfilled.get(by.case) })),
    ];
    return wanted.flatMap(({ by, done }) => {
      const { records = 0, due = null } = done ?? {};
      if (records === 0 && !(proving.mayHaveErased && (outcome === null || outcome.failure === null))) return [];
      const stays = outcome === null || outcome.braked > 0;
      const what = records > 0 ? 'erased' : stays ? 'held' : 'absent';
      return [receiptOf({ ...deed, coverage: by, outcome: what, records, due }, shop)];
    });
  };
}

function count({ left, braked }: ClusterOutcome, receipts: readonly Receipt[], { meter }: Workshop): void {
  for (const { records, due, verifiedAt } of receipts) {
    if (records > 0) meter.count('Erased', records);
    if (due !== null && verifiedAt > due) meter.count('Late', records);
  }
  if (braked > 0) {
    meter.count('Braked', braked);
    meter.count('Paused', 1);
  }
  if (left.undated > 0) meter.count('Undated', left.undated);
}

function attempts(unit: Unit) {
  return attemptsOf(unit) > 0 ? { attempts: attemptsOf(unit) } : {};
}
