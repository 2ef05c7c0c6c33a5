import type { Coverage } from '../registry/coverage.ts';
import type { FulfilledRecord, Subject, UrgentTimer } from '../registry/model.ts';
import type { ClusterOutcome } from './erase-cluster.ts';
import { casesOf, lookAgain, lookAtClusters, type Moment, timersFor, UNDATED } from './next-timers.ts';
import { type Place, takenFrom } from './place.ts';
import { backOff, SETTLE } from './times.ts';
import type { Unit } from './unit.ts';
import { type CountDown, nothingToDo, type Restriction, type UnitResult } from './unit-result.ts';
import type { Workshop } from './workshop.ts';

/** A cluster that has just been worked on. */
export interface Aftermath {
  readonly unit: Unit;
  readonly place: Place;
  readonly moment: Moment;
  readonly subject: Subject;
  /** The case that covers all of the cluster. */
  readonly coverage: Coverage | null;
  /** Cases that cover single records of it. */
  readonly own: ReadonlyMap<string, FulfilledRecord>;
  /** Cases that kept something here restricted until consent was given again. */
  readonly lapsed: readonly string[];
  readonly outcome: ClusterOutcome;
  /** Located records of the cluster that this unit was not asked to look at. */
  readonly others: number;
}

/** What a cluster's outcome means for its timers, its tag and its cases. */
export function follow(aftermath: Aftermath, shop: Workshop): UnitResult {
  const { unit, place, moment, outcome } = aftermath;
  const { left } = outcome;
  const result = nothingToDo(unit);
  const timers = timersFor(left, unit, moment, place.rule.window);
  const standings = standingsOf(aftermath);
  const cases = standings.map((one) => one.case);

  // An index may not have shown everything yet: whoever waits for this cluster waits for a second look that finds nothing.
  const lags = shop.targets(place.dataset).findLags(place.dataset);
  const settled = unit.urgent.some((timer) => timer.again === 'settle') && !hasErased(outcome);
  const lookTwice = (waiting: readonly string[]) =>
    lookAgain(unit, moment, moment.now + SETTLE, { again: 'settle' }, waiting);
  if (cases.length > 0 && lags && !settled) {
    return { ...result, nextPlanned: timers.planned, nextUrgent: [...timers.urgent, ...lookTwice(cases)] };
  }
  // What came late was written a moment ago, and nobody else would look for it again.
  const second = lags && unit.urgent.some(isFirstLook) ? lookTwice([]) : [];

  const changing = standings.filter((one) => one.to === null).map((one) => one.case);
  const waits = changing.length > 0 || left.covered > left.restricted;
  const waiting = waits ? lookAgain(unit, moment, moment.now + backOff(1), {}, changing) : [];
  return {
    ...result,
    nextPlanned: timers.planned,
    nextUrgent: [...timers.urgent, ...waiting, ...second, ...looksAtOthers(aftermath), ...looksAtWithdrawn(aftermath)],
    countDown: standings.filter((one): one is CountDown => one.to !== null),
    tag: tagAfter(aftermath),
    empty: left.count === 0,
    restrictions: restrictionsOf(aftermath),
  };
}

/** Where a case stands with this cluster; null: something is left that could go, and has not yet. */
interface Standing {
  readonly case: string;
  readonly to: CountDown['to'] | null;
}

/** The cases that wait for the cluster, by their timers, and those that need not wait any longer. */
function standingsOf(aftermath: Aftermath): readonly Standing[] {
  const { unit, coverage, outcome } = aftermath;
  const { left } = outcome;
  const asked = casesOf(unit);
  const ofRecords = new Map(
    [...aftermath.own.values()].filter((one) => isLookedAt(one, unit)).map((one) => [one.case, one]),
  );
  // Also where nothing was found: a second look, or one after a crash, finds what the first one left.
  const concludes = coverage !== null && isWhole(aftermath) && (hasErased(outcome) || left.count === 0);
  const concluded = concludes ? [coverage.case] : aftermath.lapsed;
  const whole = new Set([...asked.filter((id) => !ofRecords.has(id)), ...concluded]);
  // A case that covers nothing here any more, because consent was given again, waits for nothing either.
  const restricted = coverage !== null && left.restricted > 0;
  const to = left.covered > left.restricted && coverage !== null ? null : restricted ? 'restricted' : 'erased';
  const single = [...ofRecords.keys()].flatMap((id): Standing[] => {
    const remainder = left.fulfilled.get(id);
    if (remainder === undefined) return [{ case: id, to: 'erased' }];
    return asked.includes(id) ? [{ case: id, to: remainder.restricted ? 'restricted' : null }] : [];
  });
  return [...[...whole].map((id) => ({ case: id, to }) as const), ...single];
}

function isLookedAt({ record }: FulfilledRecord, { records }: Unit): boolean {
  return records === 'all' || records.has(record);
}

/** What a derived cluster took is missing in ordinary ones, which may be empty now: they have the tags. */
function looksAtOthers({ unit, place, moment, outcome }: Aftermath): readonly UrgentTimer[] {
  if (place.cluster.only === undefined || outcome.left.count > 0) return [];
  return lookAtClusters(unit, moment, takenFrom(place));
}

/**
 * Whole records were to go, but consent was given anew to part of what is in them: what stays withdrawn goes by itself, and nobody
 * else would look.
 */
function looksAtWithdrawn({ unit, place, moment, subject, coverage }: Aftermath): readonly UrgentTimer[] {
  if (coverage !== null || place.cluster.only !== undefined || casesOf(unit).length === 0) return [];
  const { withdrawn = {} } = subject;
  const alone = place.dataset.clusters.filter(
    ({ rule, categories }) =>
      rule.startsWith('~') && categories.every((category) => Object.hasOwn(withdrawn, category)),
  );
  return lookAtClusters(unit, moment, alone);
}

function tagAfter(aftermath: Aftermath): UnitResult['tag'] {
  const { unit, place, coverage, outcome } = aftermath;
  const { left } = outcome;
  if (left.count === 0) return isWhole(aftermath) ? 'gone' : null;
  const { ref, dataset, rule } = unit;
  const tag = { ref, dataset, rule, policyVersion: place.policy.version };
  const restricted = coverage && left.restricted > 0 && { until: left.restrictedUntil, case: coverage.case };
  if (restricted) return { ...tag, state: left.undated > 0 ? 'undated' : 'restricted', ...restricted };
  // A derived cluster has a tag only to say that a floor keeps something.
  if (place.cluster.only !== undefined) return 'gone';
  if (left.undated > 0) return { ...tag, state: 'undated' };
  // Somebody gave them their dates, or a new consent.
  return aftermath.lapsed.length > 0 || unit.urgent.some((timer) => timer.stuck === UNDATED)
    ? { ...tag, state: 'kept' }
    : null;
}

function isFirstLook({ again, attempts, stuck }: UrgentTimer): boolean {
  return again === undefined && attempts === undefined && stuck === undefined;
}

function hasErased({ erased, fulfilled }: ClusterOutcome): boolean {
  return erased.records > 0 || fulfilled.size > 0;
}

/** Nothing of the cluster lies outside what this unit looked at. */
function isWhole({ unit, others }: Aftermath): boolean {
  return unit.records === 'all' || others === 0;
}

function restrictionsOf({ place, subject, coverage, outcome }: Aftermath): Restriction[] {
  const { left } = outcome;
  if (subject.id === undefined) return [];
  const base = { subject: subject.id, policy: place.policy.id, law: place.rule.floor?.law ?? '' };
  if (coverage !== null) {
    if (left.restricted === 0) return [];
    return [{ ...base, case: coverage.case, until: left.restrictedUntil, records: left.restricted, own: false }];
  }
  return [...left.fulfilled].flatMap(([id, remainder]) =>
    remainder.restricted ? [{ ...base, case: id, until: remainder.until, records: 1, own: true }] : [],
  );
}
