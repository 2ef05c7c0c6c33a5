import { ExpungeError } from '../errors.ts';

/**
 * A length of civil time. `workingDays` stands alone; the others add up, largest unit first, as ISO 8601 does.
 */
export type Period =
  | { readonly years: number; readonly months: number; readonly days: number }
  | { readonly workingDays: number; readonly calendar: 'CN' };

/** Beyond these a number is a slip of the pen, and dates would leave what a computer can represent. */
const LONGEST_YEARS = 1000;
const LONGEST_WORKING_DAYS = 10_000;

const CIVIL_WORDS =
  /^(?:(?:^| )(\d{1,9}) years?)?(?:(?:^| )(\d{1,9}) months?)?(?:(?:^| )(\d{1,9}) weeks?)?(?:(?:^| )(\d{1,9}) days?)?$/i;
const CIVIL_ISO = /^P(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})W)?(?:(\d{1,9})D)?$/;
const WORKING_WORDS = /^(\d{1,9}) working days?(?: (\S+))?$/i;
const WORKING_ISO = /^P(\d{1,9})WD$/;

/**
 * Reads a period as people write it (`180 days`, `1 year 6 months`, `15 working days CN`) or in its canonical form
 * (`P180D`, `P1Y6M`, `P15WD`). Twelve months become a year and a week seven days, so that equal lengths are equal.
 * @throws ExpungeError PERIOD_INVALID: not such a text, nothing at all, or longer than 1,000 years.
 */
export function parsePeriod(text: string): Period {
  const tidy = text.trim().replace(/\s+/g, ' ');
  const working = WORKING_WORDS.exec(tidy) ?? WORKING_ISO.exec(tidy);
  if (working) return workingPeriod(text, Number(working[1]), WORKING_ISO.test(tidy) ? 'CN' : working[2]);
  const civil = CIVIL_WORDS.exec(tidy) ?? CIVIL_ISO.exec(tidy);
  if (!civil?.slice(1).some(Boolean)) throw invalid(text, 'is not a period');
  const [years, months, weeks, days] = civil.slice(1).map((digits) => Number(digits ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  const period = wholeYears({ years, months, days: weeks * 7 + days });
  if (period.years + period.months + period.days === 0) throw invalid(text, 'lasts no time');
  if (period.years + period.months / 12 + period.days / 365 > LONGEST_YEARS) throw invalid(text, 'is too long');
  return period;
}

/** The one text of a period: `P180D`, `P1Y6M`, `P15WD`. `parsePeriod` reads it back to the same period. */
export function canonicalPeriod(period: Period): string {
  if ('workingDays' in period) return `P${period.workingDays}WD`;
  const { years, months, days } = wholeYears(period);
  return `P${years ? `${years}Y` : ''}${months ? `${months}M` : ''}${days ? `${days}D` : ''}`;
}

function workingPeriod(text: string, workingDays: number, calendar: string | undefined): Period {
  if (calendar?.toUpperCase() !== 'CN')
    throw invalid(text, 'does not say whose working days; the known calendar is CN');
  if (workingDays === 0) throw invalid(text, 'lasts no time');
  if (workingDays > LONGEST_WORKING_DAYS) throw invalid(text, 'is too long');
  return { workingDays, calendar: 'CN' };
}

function wholeYears({ years, months, days }: { years: number; months: number; days: number }) {
  return { years: years + Math.floor(months / 12), months: months % 12, days };
}

function invalid(text: string, what: string): ExpungeError {
  const examples = '`180 days`, `6 months`, `3 years`, `1 year 6 months`, `15 working days CN`, `P180D`, `P15WD`';
  return new ExpungeError('PERIOD_INVALID', `"${text}" ${what}. Write for example ${examples}.`);
}
