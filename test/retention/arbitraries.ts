import fc from 'fast-check';
import type { Period } from '../../lib/retention/index.ts';

export const DAY = 86_400_000;
export const HOUR = 3_600_000;

/** Zones with and without clock changes, with half hours, and with changes at midnight. */
export const zone = fc.constantFrom(
  'Asia/Shanghai',
  'America/New_York',
  'Europe/Dublin',
  'Australia/Lord_Howe',
  'America/Havana',
  'America/Sao_Paulo',
  'Africa/Cairo',
  'UTC',
);

export const instant = fc.integer({ min: Date.parse('2012-01-01T00:00Z'), max: Date.parse('2040-01-01T00:00Z') });

export const civilPeriod: fc.Arbitrary<Extract<Period, { days: number }>> = fc
  .record({
    years: fc.integer({ min: 0, max: 12 }),
    months: fc.integer({ min: 0, max: 11 }),
    days: fc.integer({ min: 0, max: 800 }),
  })
  .filter(({ years, months, days }) => years + months + days > 0);

export const workingPeriod: fc.Arbitrary<Period> = fc
  .integer({ min: 1, max: 400 })
  .map((workingDays) => ({ workingDays, calendar: 'CN' }));

export const period: fc.Arbitrary<Period> = fc.oneof(civilPeriod, civilPeriod, workingPeriod);

/** Seconds, as in a plan. */
export const window = fc.integer({ min: 1, max: 366 * 86_400 });

const formats = new Map<string, Intl.DateTimeFormat>();

/** Civil date and time of day in a zone, by `Intl` and not by the library under test: `2026-03-08 02:30:00`. */
export function civil(at: number, timeZone: string): { date: string; time: string } {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' });
  formats.set(timeZone, format);
  const [date = '', time = ''] = format.format(at).split(' ');
  return { date, time };
}

/** The civil date that many years, months and days on, by hand: the day is cut to the month it lands in. */
export function civilDateAfter(date: string, { years, months, days }: { years: number; months: number; days: number }) {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const first = new Date(Date.UTC(year + years, month - 1 + months, 1));
  const inMonth = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return new Date(first.getTime() + (Math.min(day, inMonth) - 1 + days) * DAY).toISOString().slice(0, 10);
}
