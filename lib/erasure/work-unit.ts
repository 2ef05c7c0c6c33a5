import { ExpungeError } from '../errors.ts';
import type { Receipt } from '../evidence/index.ts';
import type { Locator, Subject, Tag } from '../registry/model.ts';
import { type ClusterOutcome, type Coverage, eraseCluster } from './erase-cluster.ts';
import { lookBeforeForgetting } from './forget.ts';
import { attemptsOf, casesOf, lookAgain, type Moment, timersFor } from './next-timers.ts';
import type { AnnouncedPage, Checked } from './page.ts';
import { coverageOf, type Place, placeOf } from './place.ts';
import { receiptOf } from './receipt-of.ts';
import { ATTEMPTS, backOff, HELD_LOOK, SETTLE } from './times.ts';
import type { Unit } from './unit.ts';
import { nothingToDo, type Restriction, type UnitResult } from './unit-result.ts';
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
  // A tombstone, or nobody: the stores were found empty before the id was dropped.
  if (subject?.id === undefined) return nothingToDo(unit);
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
    shop.meter.count('Held', 1);
    return {
      ...nothingToDo(unit),
      receipt: mayHaveErased(unit, page) ? prove('held', 0, null) : null,
      nextUrgent: lookAgain(unit, moment, moment.now + HELD_LOOK, attempts(unit)),
    };
  }

  const tags = isLocated(place) ? await locatedTags(unit, shop) : [];
  const scope = { subject: subject.id, ...place, locators: tags.map((tag) => tag.locator) };
  const outcome = await eraseCluster({
    target: shop.targets(place.dataset),
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

  const left = await shop.targets(place.dataset).stillPresent(
    scope,
    scope.locators.map((locator) => locator.key),
  );
  const goneLocators = tags.filter((tag) => !left.has(tag.locator.key));
  return { ...follow({ unit, place, moment, subject, coverage, outcome }, shop), receipt, goneLocators };
}

interface Aftermath {
  readonly unit: Unit;
  readonly place: Place;
  readonly moment: Moment;
  readonly subject: Subject;
  readonly coverage: Coverage | null;
  readonly outcome: ClusterOutcome;
}

/** What a cluster's outcome means for its timers, its tag and its cases. */
function follow({ unit, place, moment, subject, coverage, outcome }: Aftermath, shop: Workshop): UnitResult {
  const { left } = outcome;
  const result = nothingToDo(unit);
  const timers = timersFor(left, unit, moment, place.rule.window);
  const cases = [...new Set([...casesOf(unit), ...(coverage && outcome.erased > 0 ? [coverage.case] : [])])];

  // An index may not have shown everything yet: whoever waits for this cluster waits for a second look that finds nothing.
  const lags = coverage !== null && shop.targets(place.dataset).findLags(place.dataset);
  const settled = unit.urgent.some((timer) => timer.again === 'settle') && outcome.erased === 0;
  if (cases.length > 0 && lags && !settled) {
    const again = lookAgain(unit, moment, moment.now + SETTLE, { again: 'settle' });
    return { ...result, nextPlanned: timers.planned, nextUrgent: [...timers.urgent, ...again] };
  }

  const changing = left.count > left.restricted;
  const waiting = coverage !== null && changing ? lookAgain(unit, moment, moment.now + backOff(1)) : [];
  const restriction = coverage === null ? null : restrictionOf(place, subject, coverage, outcome);
  return {
    ...result,
    nextPlanned: timers.planned,
    nextUrgent: [...timers.urgent, ...waiting],
    countDown:
      coverage !== null && cases.length > 0 && !changing
        ? { cases, to: left.restricted > 0 ? 'restricted' : 'erased' }
        : null,
    tag: tagAfter(unit, place, coverage, outcome),
    restriction,
  };
}

function tagAfter(unit: Unit, place: Place, coverage: Coverage | null, { left }: ClusterOutcome): UnitResult['tag'] {
  if (left.count === 0) return unit.records === 'all' ? 'gone' : null;
  const { ref, dataset, rule } = unit;
  const tag = { ref, dataset, rule, policyVersion: place.policy.version };
  if (left.undated > 0) return { ...tag, state: 'undated' };
  if (coverage && left.restricted > 0) {
    return { ...tag, state: 'restricted', until: left.restrictedUntil, case: coverage.case };
  }
  return null;
}

function restrictionOf(
  place: Place,
  subject: Subject,
  coverage: Coverage,
  { left }: ClusterOutcome,
): Restriction | null {
  if (left.restricted === 0 || subject.id === undefined) return null;
  return {
    subject: subject.id,
    policy: place.policy.id,
    case: coverage.case,
    law: place.rule.floor?.law ?? '',
    until: left.restrictedUntil,
    records: left.restricted,
  };
}

/** A cluster that failed waits longer each time, and calls a person after some; it never blocks its shard. */
function failUnit(unit: Unit, moment: Moment, failure: unknown, shop: Workshop): UnitResult {
  const times = attemptsOf(unit) + 1;
  shop.meter.count('Failed', 1);
  if (times >= ATTEMPTS) return parkUnit(unit, moment, codeOf(failure), shop);
  return {
    ...nothingToDo(unit),
    nextUrgent: lookAgain(unit, moment, moment.now + backOff(times), { attempts: times }),
  };
}

/** Stuck: tried once a day from now on, counted each time, and a person is called. `code` says why, and names nobody. */
export function parkUnit(unit: Unit, moment: Moment, code: string, shop: Workshop): UnitResult {
  shop.meter.count('Stuck', 1);
  const why = { attempts: Math.max(ATTEMPTS, attemptsOf(unit) + 1), stuck: code };
  return { ...nothingToDo(unit), nextUrgent: lookAgain(unit, moment, moment.now + backOff(ATTEMPTS * 2), why) };
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

function codeOf(failure: unknown): string {
  if (failure instanceof ExpungeError) return failure.code;
  return failure instanceof Error ? failure.name : 'UNKNOWN';
}

function isLocated({ dataset }: Place): boolean {
  return dataset.store.kind === 'dynamodb' && dataset.store.subject.by === 'locator';
}

type LocatedTag = Tag & { readonly locator: Locator };

async function locatedTags(unit: Unit, { registry }: Workshop): Promise<readonly LocatedTag[]> {
  const tags = await registry.tags(unit.ref, unit);
  return tags.filter((tag): tag is LocatedTag => tag.locator !== undefined && isWanted(unit, tag.locator.record));
}

function isWanted(unit: Unit, record: string): boolean {
  return unit.records === 'all' || unit.records.has(record);
}
