import type { Count, DayCounts } from '../evidence/log/counts.ts';
import { longMargin } from './margin-words.ts';
import type { Period } from './period.ts';

const COLUMNS = [
  'day',
  'of',
  'policy',
  'dataset',
  'rule',
  'action',
  'outcome',
  'trigger',
  'stage',
  'margin',
  'version',
  'digest',
  'origin',
  'first',
  'end',
  'receipts',
  'records',
  'cases',
  'entries',
] as const;

/** Everything that was counted of a period, a count a line, as RFC 4180 has it. Margins are in words. */
export function reportCsv({ from, to }: Period, days: readonly DayCounts[]): string {
  const rows = days
    .filter(({ day }) => day >= from && day <= to)
    .flatMap(({ day, counts }) => counts.map((count) => lineOf(day, count)).sort());
  return [COLUMNS.join(','), ...rows].map((line) => `${line}\r\n`).join('');
}

function lineOf(day: string, count: Count): string {
  const fields: Readonly<Record<string, string | number>> = {
    ...count,
    day,
    ...('margin' in count && { margin: longMargin(count.margin) }),
  };
  return COLUMNS.map((column) => field(fields[column] ?? '')).join(',');
}

/** A spreadsheet takes what begins with one of these for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function field(value: string | number): string {
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
