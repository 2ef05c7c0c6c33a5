import type { Action, PlanCluster } from '../policy/plan.ts';
import type { PlannedTimer, UrgentTimer } from '../registry/model.ts';
import { DATELESS_LOOK, PLANNED_MARGIN } from '../registry/times.ts';
import { timerStart } from '../retention/index.ts';
import type { Left } from './erase-cluster.ts';
import { BRAKED_SPREAD, DAY } from './times.ts';
import type { Unit } from './unit.ts';

/** Why undated records wait for a person. */
export const UNDATED = 'RECORD_UNDATED';

/** Where and when the unit is worked on: what a timer left behind needs to know. */
export interface Moment {
  readonly action: Action;
  /** Makes urgent timers unique: the page they were left behind by. */
  readonly page: number;
  readonly now: number;
}

/** Urgent timers that take over from the unit's own: one for each case that waits for the cluster, or one for nobody. */
export function lookAgain(
  unit: Unit,
  moment: Moment,
  startAt: number,
  why: Pick<UrgentTimer, 'attempts' | 'stuck' | 'again' | 'held' | 'braked'> = {},
  cases: readonly string[] = casesOf(unit),
): readonly UrgentTimer[] {
  const page = moment.page.toString(36);
  // The look before forgetting stays one, and never takes the place of a look at the cluster itself.
  const kind = unit.forget ? ({ nonce: `${page}.g`, again: 'forget' } as const) : { nonce: page };
  const base = { ...clusterTimer(unit, moment.action, startAt), ...why, ...kind };
  return cases.length === 0
    ? [base]
    : cases.map((id, index) => ({ ...base, case: id, nonce: `${base.nonce}.${index}` }));
}

/**
 * The same after a brake: on the next day, soon after a day's budget begins, and for each cluster at a time of its own. Many
 * timers of a cluster that is not let go of come to one, so that a brake of months leaves no more than one of a day.
 */
export function lookAtBraked(unit: Unit, moment: Moment): readonly UrgentTimer[] {
  const startAt = (Math.floor(moment.now / DAY) + 1) * DAY + spread(unit.ref) * 1000;
  const timers = lookAgain(unit, moment, startAt, { braked: true });
  return casesOf(unit).length > 0 ? timers : timers.map((timer) => ({ ...timer, nonce: 'braked' }));
}

/** Seconds after midnight, the same for the same reference. */
function spread(ref: string): number {
  return [...ref].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % BRAKED_SPREAD, 0);
}

/** Timers for a look at other clusters of the unit's dataset, for nobody. */
export function lookAtClusters(unit: Unit, moment: Moment, clusters: readonly PlanCluster[]): readonly UrgentTimer[] {
  const { ref, dataset } = unit;
  const startAt = Math.floor(moment.now / 1000) * 1000;
  const nonce = `${moment.page.toString(36)}.o`;
  return clusters.map(({ rule, action }) => ({ action, startAt, ref, dataset, rule, nonce }));
}

/** The cases whose timers are in the unit. */
export function casesOf(unit: Unit): readonly string[] {
  return [...new Set(unit.urgent.flatMap((timer) => (timer.case === undefined ? [] : [timer.case])))];
}

/** How often this cluster failed before. */
export function attemptsOf(unit: Unit): number {
  return Math.max(0, ...unit.urgent.map((timer) => timer.attempts ?? 0));
}

/** Leaves a timer behind for what may not go yet: a longer rule, a floor or a lost timer heals itself. */
export function timersFor(
  left: Left,
  unit: Unit,
  moment: Moment,
  window: number,
): { planned: readonly PlannedTimer[]; urgent: readonly UrgentTimer[] } {
  const urgent: UrgentTimer[] = [];
  const planned: PlannedTimer[] = [];
  const nonce = moment.page.toString(36);
  if (left.nextLatest !== null) {
    // Keys know whole seconds, half of an odd window does not.
    const startAt = Math.floor(timerStart(left.nextLatest, window) / 1000) * 1000;
    if (startAt > moment.now + PLANNED_MARGIN) planned.push(clusterTimer(unit, moment.action, startAt));
    else {
      const soon = Math.max(startAt, moment.now + 60_000);
      urgent.push({ ...clusterTimer(unit, moment.action, soon), nonce: `${nonce}.n` });
    }
  }
  if (left.undated > 0) {
    const timer = clusterTimer(unit, moment.action, moment.now + DATELESS_LOOK);
    urgent.push({ ...timer, nonce: `${nonce}.u`, stuck: UNDATED });
  } else if (left.restricted > 0 && left.restrictedUntil === null) {
    urgent.push({ ...clusterTimer(unit, moment.action, moment.now + DATELESS_LOOK), nonce: `${nonce}.f` });
  }
  return { planned, urgent };
}

function clusterTimer(unit: Unit, action: Action, startAt: number): PlannedTimer {
  const timer = { action, startAt, ref: unit.ref, dataset: unit.dataset, rule: unit.rule };
  if (unit.records === 'all' || unit.records.size !== 1) return timer;
  const [record] = unit.records;
  return record === undefined ? timer : { ...timer, record };
}
