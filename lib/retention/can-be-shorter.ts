import { DateTime } from 'luxon';
import { lastDay } from './add-period.ts';
import { canonicalPeriod, type Period } from './period.ts';
import { KNOWN_DAYS } from './working-days.ts';

const YEARS_AHEAD = 100;

/**
 * Is there any start date on which `period` ends on an earlier civil date than `floor`? Then promise and law conflict:
 * 180 days are shorter than six months, which are 181 to 184 days; 365 days are shorter than a year with a leap day.
 * Looks at the start dates of the working-day table and of the hundred years after it. Days unknown to the table count
 * as working days here too, so a floor in working days is taken at its shortest there.
 */
export function canBeShorter(period: Period, floor: Period): boolean {
  if ('workingDays' in period && 'workingDays' in floor) return period.workingDays < floor.workingDays;
  if (canonicalPeriod(period) === canonicalPeriod(floor)) return false;
  if (fewestDays(period) >= mostDays(floor)) return false;
  for (const start of startDates()) {
    if (lastDay(start, period).date < lastDay(start, floor).date) return true;
  }
  return false;
}

/** A month has 30.436875 days on average; however many there are, their sum is never further off than this. */
const SLACK = 4;

function fewestDays(period: Period): number {
  return 'workingDays' in period ? period.workingDays : averageDays(period) - SLACK;
}

function mostDays(period: Period): number {
  return 'workingDays' in period ? Number.POSITIVE_INFINITY : averageDays(period) + SLACK;
}

function averageDays({ years, months, days }: Exclude<Period, { workingDays: number }>): number {
  return (years * 12 + months) * 30.436875 + days;
}

/**
 * Inside the table every day. After it the first and the last days of each month: from the 1st to the 28th months and
 * days add up alike, only the days after that are cut off in a shorter month.
 */
function* startDates(): Generator<DateTime> {
  const lastKnown = DateTime.fromISO(KNOWN_DAYS.last, { zone: 'utc' });
  let day = DateTime.fromISO(KNOWN_DAYS.first, { zone: 'utc' });
  for (; day <= lastKnown; day = day.plus({ days: 1 })) yield day;
  for (
    let month = day.startOf('month');
    month.year <= lastKnown.year + YEARS_AHEAD;
    month = month.plus({ months: 1 })
  ) {
    yield month;
    for (let last = 28; last <= (month.daysInMonth ?? 28); last += 1) yield month.set({ day: last });
  }
}
