import { DateTime } from 'luxon';
import { invalid } from '../http/index.ts';
import { DAYS_OF_MONTH, DAYS_OF_WEEK, invalidField, readField, readNumber } from './cron-fields.ts';

/** The days of a month that a schedule allows, ascending. */
export type DaysOf = (year: number, month: number) => number[];

/**
 * The two day fields, of which exactly one is `?`. Day of month: numbers, `L` (last day), `15W` (the weekday nearest
 * to the 15th, in the same month), `LW` (last weekday). Day of week: numbers or names (1 = SUN), `6L` (last Friday),
 * `6#3` (third Friday).
 */
export function readDays(dayOfMonth: string, dayOfWeek: string): DaysOf {
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw invalid('Invalid Schedule Expression: exactly one of day of month and day of week must be "?".');
  }
  return dayOfWeek === '?' ? daysOfMonth(dayOfMonth) : daysOfWeek(dayOfWeek);
}

function daysOfMonth(text: string): DaysOf {
  if (text === 'L') return (year, month) => [length(year, month)];
  if (text === 'LW') return (year, month) => [nearestWeekday(year, month, length(year, month))];
  const nearest = /^(\d+)W$/.exec(text)?.[1];
  if (nearest !== undefined) {
    const day = readNumber(nearest, DAYS_OF_MONTH);
    return (year, month) => (day <= length(year, month) ? [nearestWeekday(year, month, day)] : []);
  }
  const days = readField(text, DAYS_OF_MONTH);
  return (year, month) => days.filter((day) => day <= length(year, month));
}

function daysOfWeek(text: string): DaysOf {
  const [, weekday, nth] = /^(\w+?)(L|#\d)$/.exec(text) ?? [];
  if (weekday === undefined || nth === undefined) {
    const weekdays = readField(text, DAYS_OF_WEEK);
    return (year, month) => daysWith(year, month, (day) => weekdays.includes(cronWeekday(year, month, day)));
  }
  const wanted = readNumber(weekday, DAYS_OF_WEEK);
  const all: DaysOf = (year, month) => daysWith(year, month, (day) => cronWeekday(year, month, day) === wanted);
  if (nth === 'L') return (year, month) => all(year, month).slice(-1);
  const position = Number(nth.slice(1));
  if (position < 1 || position > 5) throw invalidField(text, DAYS_OF_WEEK);
  return (year, month) => all(year, month).slice(position - 1, position);
}

function daysWith(year: number, month: number, wanted: (day: number) => boolean): number[] {
  return Array.from({ length: length(year, month) }, (_, i) => i + 1).filter(wanted);
}

function length(year: number, month: number): number {
  return DateTime.utc(year, month).daysInMonth ?? 31;
}

/** 1 is Sunday; luxon's 7 is. */
function cronWeekday(year: number, month: number, day: number): number {
  return (DateTime.utc(year, month, day).weekday % 7) + 1;
}

function nearestWeekday(year: number, month: number, day: number): number {
  const weekday = cronWeekday(year, month, day);
  if (weekday === 7) return day === 1 ? 3 : day - 1;
  if (weekday === 1) return day === length(year, month) ? day - 2 : day + 1;
  return day;
}
