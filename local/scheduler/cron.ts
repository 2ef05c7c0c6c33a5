import { DateTime } from 'luxon';
import { invalid } from '../http/index.ts';
import { readDays } from './cron-days.ts';
import { HOURS, MINUTES, MONTHS, readField, YEARS } from './cron-fields.ts';

/**
 * The first instant after `after` (milliseconds) that a cron expression names in `zone`, or null where none is left.
 * As AWS documents: a local time that daylight saving skips is skipped, one that it repeats counts once.
 */
export type NextAfter = (after: number) => number | null;

/** Reads the inside of `cron(…)`: minutes, hours, day of month, month, day of week, year. */
export function readCron(text: string, zone: string): NextAfter {
  const fields = text.trim().split(/\s+/);
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = fields;
  if (fields.length !== 6) throw invalid(`Invalid Schedule Expression: cron takes six fields, not ${fields.length}.`);
  const [minutes, hours] = [readField(minute, MINUTES), readField(hour, HOURS)];
  const [months, years] = [readField(month, MONTHS), readField(year, YEARS)];
  const daysOf = readDays(dayOfMonth, dayOfWeek);

  return (after) => {
    // earlier local times need no look: the first instant that shows one lies before `after`, repeated hours included
    const begin = DateTime.fromMillis(after, { zone });
    for (const y of years) {
      if (y < begin.year) continue;
      for (const m of months) {
        if (y === begin.year && m < begin.month) continue;
        for (const d of daysOf(y, m)) {
          const firstDay = y === begin.year && m === begin.month && d <= begin.day;
          if (firstDay && d < begin.day) continue;
          for (const h of hours) {
            if (firstDay && h < begin.hour) continue;
            for (const min of minutes) {
              const at = instant({ year: y, month: m, day: d, hour: h, minute: min }, zone);
              if (at !== null && at > after) return at;
            }
          }
        }
      }
    }
    return null;
  };
}

interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** The first instant at which the clocks of the zone show this time; null where they never do. */
function instant(local: LocalTime, zone: string): number | null {
  const at = DateTime.fromObject(local, { zone });
  if (at.hour !== local.hour || at.minute !== local.minute) return null;
  return Math.min(...at.getPossibleOffsets().map((one) => one.toMillis()));
}
