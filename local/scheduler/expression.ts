import { DateTime, IANAZone } from 'luxon';
import { invalid } from '../http/index.ts';
import { readCron } from './cron.ts';

/** When a schedule is due. All instants are milliseconds since 1970. */
export interface Expression {
  /** The first instant at or after `begin`; null where there is none. */
  first(begin: number): number | null;
  /** The first instant strictly after `after`, for a schedule that began at `begin`. */
  next(after: number, begin: number): number | null;
}

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Reads `rate(5 minutes)`, `cron(0 12 * * ? *)` or `at(2026-11-23T08:00:00)`; cron and at in `zone`. */
export function readExpression(text: string, zone: string): Expression {
  if (!IANAZone.isValidZone(zone)) throw invalid(`Provided time zone ${zone} is not supported.`);
  const [, kind, inside = ''] = /^(rate|cron|at)\((.*)\)$/.exec(text) ?? [];
  if (kind === 'rate') return rate(inside);
  if (kind === 'at') return at(inside, zone);
  if (kind !== 'cron') throw invalid(`Invalid Schedule Expression ${text}.`);
  const nextAfter = readCron(inside, zone);
  return { first: (begin) => nextAfter(begin - 1), next: (after) => nextAfter(after) };
}

/** Due at the beginning, then every `period`. A day is 24 hours here, whatever daylight saving does. */
function rate(inside: string): Expression {
  const [, value, unit = ''] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(inside) ?? [];
  const period = Number(value) * (UNITS[unit] ?? Number.NaN);
  if (!Number.isSafeInteger(period)) throw invalid(`Invalid Schedule Expression rate(${inside}).`);
  return {
    first: (begin) => begin,
    next: (after, begin) => (after < begin ? begin : begin + (Math.floor((after - begin) / period) + 1) * period),
  };
}

/** Due once. A moment already past is due at once: a one-time schedule that is created late is not lost. */
function at(inside: string, zone: string): Expression {
  const time = DateTime.fromISO(inside, { zone });
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inside) || !time.isValid) {
    throw invalid(`Invalid Schedule Expression at(${inside}).`);
  }
  return { first: () => time.toMillis(), next: () => null };
}
