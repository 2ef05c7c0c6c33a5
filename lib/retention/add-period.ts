import { DateTime } from 'luxon';
import { ExpungeError } from '../errors.ts';
import type { Period } from './period.ts';
import { nthWorkingDayAfter } from './working-days.ts';

const DAY = 86_400_000;
/** Later starts are mistakes; the longest period from here is still a date. */
const LAST_YEAR = 9000;

/** The end of a period. */
export interface PeriodEnd {
  /** Milliseconds since 1970-01-01T00:00Z. */
  readonly at: number;
  /** Counted over working days that no notice settles yet. */
  readonly provisional: boolean;
  /** Version of the working-day table used; null where none was needed. */
  readonly calendar: string | null;
}

/**
 * When a period that starts at this instant ends, counted in the civil time of `zone`.
 *
 * - `down`, a promise ("gone by"): the same time of day, that many civil days, months and years on; in a month without
 *   that day, its last day. A time of day that the clocks repeat means its first occurrence.
 * - `up`, a legal floor or the last day of a duty: 24:00 of the civil day on which it falls; the starting day is not
 *   counted (Civil Code 201, 202, 203).
 * - Working days always end at 24:00 of the n-th working day after the civil date of the start; unknown days count.
 *
 * @param start milliseconds since 1970-01-01T00:00Z.
 * @param zone IANA name, e.g. `Asia/Shanghai`.
 * @throws ExpungeError RECORD_UNDATED: the start is not a point in time, or beyond the year 9000. CONFIGURATION: unknown zone.
 */
export function addPeriod(start: number, period: Period, zone: string, round: 'down' | 'up'): PeriodEnd {
  const from = DateTime.fromMillis(start, { zone });
  if (!from.isValid || Math.abs(from.year) > LAST_YEAR) throw unusable(start, zone);
  if (round === 'down' && !('workingDays' in period)) {
    return { at: instant(from.plus(period)), provisional: false, calendar: null };
  }
  const { date, provisional, calendar } = lastDay(from, period);
  const midnight = DateTime.fromISO(date, { zone: 'utc' }).plus({ days: 1 }).setZone(zone, { keepLocalTime: true });
  return { at: instant(midnight), provisional, calendar };
}

/** The civil date on which a period ends that started on this civil date. */
export function lastDay(
  start: DateTime,
  period: Period,
): { date: string; provisional: boolean; calendar: string | null } {
  if ('workingDays' in period) return nthWorkingDayAfter(start.toISODate() as string, period.workingDays);
  return { date: start.plus(period).toISODate() as string, provisional: false, calendar: null };
}

/** Its first occurrence where the clocks are set back, the moment they jump to where they are set forward. */
function instant(local: DateTime): number {
  const at = local.toMillis();
  const setBackSinceYesterday = local.zone.offset(at - DAY) > local.offset;
  return setBackSinceYesterday ? Math.min(at, ...local.getPossibleOffsets().map((each) => each.toMillis())) : at;
}

function unusable(start: number, zone: string): ExpungeError {
  if (DateTime.fromMillis(0, { zone }).isValid) {
    const message = `A period cannot be counted from ${start}: not a usable point in time. Correct the record's time field.`;
    return new ExpungeError('RECORD_UNDATED', message);
  }
  return new ExpungeError('CONFIGURATION', `"${zone}" is not a time zone. Write an IANA name such as Asia/Shanghai.`);
}
