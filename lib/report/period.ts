import { ExpungeError } from '../errors.ts';

const DAY = 86_400_000;
/** Ten years: what is asked for by mistake is not answered at any cost. */
const LONGEST = 3660;

/** Civil days, yyyy-mm-dd, both inclusive. Each policy's days are those of its own zone. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** @throws ExpungeError USAGE: not two days of the calendar in order, or more than ten years apart. */
export function parsePeriod(from: unknown, to: unknown): Period {
  if (!isDay(from) || !isDay(to)) throw usage('Give two days as yyyy-mm-dd, from and to');
  if (from > to) throw usage('The first day comes after the last');
  if (Date.parse(to) - Date.parse(from) > LONGEST * DAY) throw usage('A report covers ten years at most');
  return { from, to };
}

/**
 * What is reported on by itself: yesterday, and on the first of a month the month before. To be asked no earlier than
 * 12:00 UTC: then yesterday has ended everywhere on earth.
 */
export function periodsToReport(now: number): readonly Period[] {
  const yesterday = dayOf(now - DAY);
  const day = { from: yesterday, to: yesterday };
  return dayOf(now).endsWith('-01') ? [day, { from: `${yesterday.slice(0, 8)}01`, to: yesterday }] : [day];
}

/** Every day of the period, in order. */
export function daysOf({ from, to }: Period): readonly string[] {
  const count = Math.round((Date.parse(to) - Date.parse(from)) / DAY) + 1;
  return Array.from({ length: count }, (_, n) => dayOf(Date.parse(from) + n * DAY));
}

const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

function isDay(text: unknown): text is string {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const instant = Date.parse(text);
  return !Number.isNaN(instant) && dayOf(instant) === text;
}

const usage = (what: string): ExpungeError =>
  new ExpungeError('USAGE', `${what}, for instance from 2026-11-01 to 2026-11-30.`, { place: 'period' });
