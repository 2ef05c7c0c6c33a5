import type { Subject, UrgentTimer } from '../registry/model.ts';
import type { ClusterOutcome, Coverage } from './erase-cluster.ts';
import { casesOf, lookAgain, type Moment, timersFor, UNDATED } from './next-timers.ts';
import type { Place } from './place.ts';
import { backOff, SETTLE } from './times.ts';
import type { Unit } from './unit.ts';
import { nothingToDo, type Restriction, type UnitResult } from './unit-result.ts';
import type { Workshop } from './workshop.ts';

/** A cluster that has just been worked on. */
export interface Aftermath {
  readonly unit: Unit;
  readonly place: Place;
  readonly moment: Moment;
  readonly subject: Subject;
  readonly coverage: Coverage | null;
  readonly outcome: ClusterOutcome;
  /** Located records of the cluster that this unit was not asked to look at. */
  readonly others: number;
}

/** What a cluster's outcome means for its timers, its tag and its cases. */
export function follow(aftermath: Aftermath, shop: Workshop): UnitResult {
  const { unit, place, moment, subject, coverage, outcome } = aftermath;
  const { left } = outcome;
  const result = nothingToDo(unit);
  const timers = timersFor(left, unit, moment, place.rule.window);
  // Also where nothing was found: a second look, or one after a crash, finds what the first one left.
  const concludes = coverage !== null && isWhole(aftermath) && (outcome.erased > 0 || left.count === 0);
  const cases = [...new Set([...casesOf(unit), ...(concludes ? [coverage.case] : [])])];

  // An index may not have shown everything yet: whoever waits for this cluster waits for a second look that finds nothing.
  const lags = shop.targets(place.dataset).findLags(place.dataset);
  const settled = unit.urgent.some((timer) => timer.again === 'settle') && outcome.erased === 0;
  const lookTwice = (waiting: readonly string[]) =>
    lookAgain(unit, moment, moment.now + SETTLE, { again: 'settle' }, waiting);
  if (coverage !== null && cases.length > 0 && lags && !settled) {
    return { ...result, nextPlanned: timers.planned, nextUrgent: [...timers.urgent, ...lookTwice(cases)] };
  }
  // What came late was written a moment ago, and nobody else would look for it again.
  const second = lags && unit.urgent.some(isFirstLook) ? lookTwice([]) : [];

  const changing = left.count > left.restricted;
  const waiting = coverage !== null && changing ? lookAgain(unit, moment, moment.now + backOff(1)) : [];
  const restriction = coverage === null ? null : restrictionOf(place, subject, coverage, outcome);
  return {
    ...result,
    nextPlanned: timers.planned,
    nextUrgent: [...timers.urgent, ...waiting, ...second],
    countDown:
      coverage !== null && cases.length > 0 && !changing
        ? { cases, to: left.restricted > 0 ? 'restricted' : 'erased' }
        : null,
    tag: tagAfter(aftermath),
    empty: left.count === 0,
    restriction,
  };
}

function tagAfter(aftermath: Aftermath): UnitResult['tag'] {
  const { unit, place, coverage, outcome } = aftermath;
  const { left } = outcome;
  if (left.count === 0) return isWhole(aftermath) ? 'gone' : null;
  const { ref, dataset, rule } = unit;
  const tag = { ref, dataset, rule, policyVersion: place.policy.version };
  const restricted = coverage && left.restricted > 0 && { until: left.restrictedUntil, case: coverage.case };
  if (left.undated > 0) return { ...tag, state: 'undated', ...restricted };
  if (restricted) return { ...tag, state: 'restricted', ...restricted };
  // Somebody gave them their dates.
  return unit.urgent.some((timer) => timer.stuck === UNDATED) ? { ...tag, state: 'kept' } : null;
}

function isFirstLook({ again, attempts, stuck }: UrgentTimer): boolean {
  return again === undefined && attempts === undefined && stuck === undefined;
}

/** Nothing of the cluster lies outside what this unit looked at. */
function isWhole({ unit, others }: Aftermath): boolean {
  return unit.records === 'all' || others === 0;
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
