import { DateTime } from 'luxon';
import { ExpungeError } from '../errors.ts';
import { NOTICES, VERSION } from './calendar-cn.ts';

/** A working day found by counting. */
export interface WorkingDay {
  /** Civil date, `YYYY-MM-DD`. */
  readonly date: string;
  /** The count met days that no notice settles yet: a safe guess, to be computed again when the table has grown. */
  readonly provisional: boolean;
  /** Version of the table used. */
  readonly calendar: string;
}

const DAY = 86_400_000;
const OFF = new Set(NOTICES.flatMap(({ off }) => off.flatMap(([first, last]) => daysOf(first, last))));
const WORKED = new Set(NOTICES.flatMap(({ worked }) => worked.map(dayNumber)));
const YEARS = NOTICES.map(({ year }) => year);

const FIRST_KNOWN = dayNumber(`${Math.min(...YEARS)}-01-01`);
/**
 * A notice can reach back into the December before it: 2018-12-29 was worked by 2019's, 2022-12-31 was off by 2023's.
 * None since 2004 reached back beyond 29 December, so the table's last year is settled up to the 28th only.
 */
const LAST_KNOWN = dayNumber(`${Math.max(...YEARS)}-12-28`);

/** First and last civil date that the table settles. Outside, every day counts as a working day. */
export const KNOWN_DAYS = { first: civilDate(FIRST_KNOWN), last: civilDate(LAST_KNOWN) } as const;

/**
 * Is this civil date (`YYYY-MM-DD`) a working day in mainland China? A day that no notice settles counts as one: a
 * deadline counted that way may come too soon, never too late.
 * @throws ExpungeError USAGE: not a date of the calendar.
 */
export function isWorkingDay(date: string): boolean {
  return works(dayNumber(date));
}

/**
 * The n-th working day strictly after this civil date (`YYYY-MM-DD`): the starting day is not counted (Civil Code 201).
 * @param n whole number, at least 1.
 * @throws ExpungeError USAGE: not a date of the calendar, or no such n.
 */
export function nthWorkingDayAfter(date: string, n: number): WorkingDay {
  if (!Number.isInteger(n) || n < 1) {
    throw new ExpungeError('USAGE', `There is no ${n}-th working day after a date; give a whole number from 1.`);
  }
  const start = dayNumber(date);
  let day = start;
  for (let counted = 0; counted < n; ) {
    if (day >= LAST_KNOWN) {
      day += n - counted;
      break;
    }
    day += 1;
    if (works(day)) counted += 1;
  }
  const provisional = start + 1 < FIRST_KNOWN || day > LAST_KNOWN;
  return { date: civilDate(day), provisional, calendar: VERSION };
}

function works(day: number): boolean {
  if (day < FIRST_KNOWN || day > LAST_KNOWN || WORKED.has(day)) return true;
  return !OFF.has(day) && !isWeekend(day);
}

/** Day 0, 1970-01-01, was a Thursday. */
function isWeekend(day: number): boolean {
  return (day + 3) % 7 >= 5;
}

function daysOf(first: string, last: string): number[] {
  const start = dayNumber(first);
  return Array.from({ length: dayNumber(last) - start + 1 }, (_, i) => start + i);
}

/** Days since 1970-01-01. Counted in UTC, where every day has 24 hours, so the machine's zone has no say. */
function dayNumber(date: string): number {
  const parsed = DateTime.fromISO(date, { zone: 'utc' });
  if (!parsed.isValid || parsed.toISODate() !== date) {
    throw new ExpungeError('USAGE', `"${date}" is not a date of the calendar; write YYYY-MM-DD.`);
  }
  return parsed.toMillis() / DAY;
}

function civilDate(day: number): string {
  return DateTime.fromMillis(day * DAY, { zone: 'utc' }).toISODate() as string;
}
