import { invalid } from '../http/index.ts';

/** One of the numeric fields of a cron expression: its range and the names that stand for numbers. */
export interface FieldRange {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

export const MINUTES: FieldRange = { name: 'minutes', min: 0, max: 59 };
export const HOURS: FieldRange = { name: 'hours', min: 0, max: 23 };
export const DAYS_OF_MONTH: FieldRange = { name: 'day of month', min: 1, max: 31 };
export const MONTHS: FieldRange = {
  name: 'month',
  min: 1,
  max: 12,
  names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
};
/** 1 is Sunday. */
export const DAYS_OF_WEEK: FieldRange = {
  name: 'day of week',
  min: 1,
  max: 7,
  names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
};
export const YEARS: FieldRange = { name: 'year', min: 1970, max: 2199 };

/** The numbers a field allows, ascending: `*`, `5`, `MON-FRI`, `0/15`, `1-30/5` and lists of these. */
export function readField(text: string, range: FieldRange): number[] {
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const { from, to, step } = readPart(part, range);
    for (let n = from; n <= to; n += step) numbers.add(n);
  }
  return [...numbers].sort((a, b) => a - b);
}

function readPart(part: string, range: FieldRange): { from: number; to: number; step: number } {
  const match = /^(?:\*|([A-Z0-9]+)(?:-([A-Z0-9]+))?)(?:\/(\d+))?$/i.exec(part);
  if (match === null) throw invalidField(part, range);
  const [, first, last, every] = match;
  const step = every === undefined ? 1 : Number(every);
  const from = first === undefined ? range.min : readNumber(first, range);
  // a step without an end runs to the end of the range: `0/15` is 0, 15, 30, 45
  const open = first === undefined || every !== undefined;
  const to = last === undefined ? (open ? range.max : from) : readNumber(last, range);
  if (step < 1 || to < from) throw invalidField(part, range);
  return { from, to, step };
}

/** A number or name of the range. */
export function readNumber(text: string, range: FieldRange): number {
  const named = range.names?.indexOf(text.toUpperCase()) ?? -1;
  const number = named >= 0 ? named + range.min : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= range.min && number <= range.max)) throw invalidField(text, range);
  return number;
}

export function invalidField(text: string, range: FieldRange): Error {
  return invalid(`Invalid Schedule Expression: "${text}" is not valid for ${range.name}.`);
}
