import chineseDays from 'chinese-days';
import { DateTime, Duration } from 'luxon';
import type { Action, PlanRule, StartingPoint } from '../../lib/policy/plan.ts';

/*
 * What must become of a record, worked out apart from Expunge: periods and floors come from the compiled policies, the
 * arithmetic is this file's own, and working days are those of the `chinese-days` package. Where the two disagree, the
 * demonstration fails. Instants are milliseconds since 1970-01-01T00:00Z; Infinity is never.
 */

/** When a record's starting points happened. Absent: not yet. */
export type Starts = Readonly<Partial<Record<StartingPoint, number>>>;

/** A closed account: when, and by when everything that may go must be gone. */
export interface Closing {
  readonly at: number;
  readonly deadline: number;
  readonly covers: readonly string[];
}

/** When a rule takes a record, or its fields: not before `from`, and by `latest`. */
export interface Fate {
  readonly rule: string;
  readonly action: Action;
  readonly from: number;
  readonly latest: number;
  /** The end of the legal floor; null without one, Infinity where it has not begun to run. */
  readonly floorEnds: number | null;
}

/** What the passing of time does, as long as the account is open. */
export function fateByAge(rule: PlanRule, action: Action, starts: Starts, zone: string): Fate {
  const window = rule.window * 1000;
  const start = starts[rule.start];
  const promise =
    rule.period === null || start === undefined ? Number.POSITIVE_INFINITY : after(start, rule.period, zone);
  const floorEnds =
    rule.floor === null
      ? null
      : floorEnd(rule.floor.start === 'account closed' ? undefined : starts[rule.floor.start], rule.floor.period, zone);
  const latest = Math.max(promise, floorEnds === null ? Number.NEGATIVE_INFINITY : floorEnds + window);
  return { rule: rule.id, action, from: latest - window, latest, floorEnds };
}

/** What closing the account changes: everything goes, at once or when its floor has ended. */
export function fateWhenClosed(byAge: Fate, closing: Closing | undefined, window: number, writtenAt: number): Fate {
  if (!closing?.covers.includes(byAge.rule)) return byAge;
  const floor = byAge.floorEnds ?? Number.NEGATIVE_INFINITY;
  // What is written for a closed account has its own day, once the deadline is over.
  const begins = Math.max(closing.at, writtenAt);
  const from = Math.max(begins, floor);
  const latest = Math.max(closing.deadline, begins === closing.at ? 0 : begins + window * 1000, floor + window * 1000);
  return { ...byAge, from: Math.min(byAge.from, from), latest: Math.min(byAge.latest, latest) };
}

/** 24:00 of the n-th working day in mainland China after the civil day of `start`. `period`: `P15WD`. */
export function workingDeadline(start: number, period: string, zone: string): number {
  let day = DateTime.fromMillis(start, { zone }).startOf('day');
  for (let left = Number(/^P(\d+)WD$/.exec(period)?.[1]); left > 0; ) {
    day = day.plus({ days: 1 });
    if (chineseDays.isWorkday(day.toISODate() as string)) left--;
  }
  return day.plus({ days: 1 }).toMillis();
}

/** The same time of day, that much later on the calendar: a promise counts from the moment. */
function after(start: number, period: string, zone: string): number {
  return DateTime.fromMillis(start, { zone }).plus(Duration.fromISO(period)).toMillis();
}

/** Civil Code 201-203: the day of the start does not count, the last day counts to its end. */
function floorEnd(start: number | undefined, period: string, zone: string): number {
  if (start === undefined) return Number.POSITIVE_INFINITY;
  return DateTime.fromMillis(start, { zone })
    .startOf('day')
    .plus(Duration.fromISO(period))
    .plus({ days: 1 })
    .toMillis();
}
