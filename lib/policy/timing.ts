import { ExpungeError } from '../errors.ts';
import { canBeShorter, canonicalPeriod, LONGEST_WINDOW, type Period, parsePeriod } from '../retention/index.ts';
import type { FloorStart, StartingPoint } from './plan.ts';

/** A span of time that has been understood, with the words it came from. */
export interface Span {
  readonly period: Period;
  /** `P180D`. */
  readonly canonical: string;
  readonly written: string;
}

/** Never throws: where the text is no period, the reason is the first sentence of retention's own error. */
export function readSpan(written: string): Span | { readonly reason: string } {
  try {
    const period = parsePeriod(written);
    return { period, canonical: canonicalPeriod(period), written };
  } catch (error) {
    if (!(error instanceof ExpungeError)) throw error;
    return { reason: error.message.split('. ')[0] ?? error.message };
  }
}

const WINDOW = /^(?:(\d{1,4}) ?(hours?|days?)|P(?:(\d{1,4})D|T(\d{1,4})H))$/;
const HOUR = 3_600;
const DAY = 86_400;

/** A window in seconds; null where it is none. Hours and days only: a window is exact, a month is not. 366 days at most. */
export function readWindow(written: string): number | null {
  const match = WINDOW.exec(written.trim());
  if (match === null) return null;
  const [, count, unit, isoDays, isoHours] = match;
  const seconds =
    count !== undefined
      ? Number(count) * (unit?.startsWith('hour') ? HOUR : DAY)
      : Number(isoDays ?? 0) * DAY + Number(isoHours ?? 0) * HOUR;
  return seconds > 0 && seconds <= LONGEST_WINDOW ? seconds : null;
}

/** Whether a window is as long as its period or longer: then erasing might begin at once. */
export function windowSwallows(window: number, period: Period): boolean {
  return canBeShorter(period, { years: 0, months: 0, days: Math.floor(window / DAY) + 1 });
}

/** When something may be erased, as far as a rule says so. Seconds for the window; null: no such bound. */
export interface Timing {
  readonly start: StartingPoint;
  readonly period: Span | null;
  readonly window: number;
  readonly floor: { readonly start: FloorStart; readonly span: Span } | null;
}

/** A record is collected before anything else can happen to it; of the other starting points none is sure to come first. */
export function startsNoEarlier(a: FloorStart, b: FloorStart): boolean {
  return a === b || b === 'collected';
}

/**
 * Whether a period can end before its floor: `sure` where its length is to blame, `possible` where only the floor's later start is.
 */
export function floorConflict(timing: Timing): 'none' | 'possible' | 'sure' {
  const { period, floor, start } = timing;
  if (period === null || floor === null) return 'none';
  const startsLate = !startsNoEarlier(start, floor.start);
  if (canBeShorter(period.period, startsLate ? plusDays(floor.span.period, 1) : floor.span.period)) return 'sure';
  return startsLate ? 'possible' : 'none';
}

/**
 * Whether the record's rule can take a record away before the rule of one of its fields lets the field go. Compares every bound of
 * the field with the bounds of the record: each must be met by one that is sure not to come earlier.
 */
export function takesFieldTooEarly(record: Timing, field: Timing): boolean {
  const slack = Math.max(0, Math.ceil((record.window - field.window) / DAY));
  const periodMet =
    record.period === null ||
    (field.period !== null &&
      (outlasts(record.start, record.period.period, field.start, plusDays(field.period.period, slack)) ||
        (record.floor !== null &&
          outlasts(record.floor.start, record.floor.span.period, field.start, field.period.period))));
  return !periodMet || !floorMet(record, field, true);
}

/** The same once a case covers both: only the floors remain. */
export function floorTakesFieldTooEarly(record: Timing, field: Timing): boolean {
  return !floorMet(record, field, false);
}

function floorMet(record: Timing, field: Timing, periodCounts: boolean): boolean {
  if (field.floor === null) return true;
  const { start, span } = field.floor;
  if (record.floor !== null && outlasts(record.floor.start, record.floor.span.period, start, span.period)) return true;
  if (!periodCounts) return false;
  // A period ends at an instant and opens one window before it; a floor lasts to the end of its last day.
  const opening = plusDays(span.period, Math.ceil(record.window / DAY) + 1);
  return record.period === null || outlasts(record.start, record.period.period, start, opening);
}

function outlasts(startA: FloorStart, a: Period, startB: FloorStart, b: Period): boolean {
  return startsNoEarlier(startA, startB) && !canBeShorter(a, b);
}

function plusDays(period: Period, days: number): Period {
  return 'workingDays' in period
    ? { ...period, workingDays: period.workingDays + days }
    : { ...period, days: period.days + days };
}
