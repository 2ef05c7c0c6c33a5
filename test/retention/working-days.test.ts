import { describe, expect, it } from 'vitest';
import { addPeriod, isWorkingDay, KNOWN_DAYS, nthWorkingDayAfter, parsePeriod } from '../../lib/retention/index.ts';
import { datesFrom, daysBetween, walk, worksByNotice, worksByWeek } from './walk.ts';

const FIRST = '2023-01-01';
const LAST_START = '2026-12-10';

/** Cases worked out by hand from the notices and confirmed by six other calendars. */
describe('15 working days after', () => {
  it.each([
    ['2024-01-26', '2024-02-21', 'two worked Sundays and Spring Festival'],
    ['2024-02-09', '2024-03-07', "New Year's Eve 2024: encouraged, not off"],
    ['2024-04-26', '2024-05-20', 'a worked Sunday, Labour Day, a worked Saturday'],
    ['2024-09-14', '2024-10-12', 'from a worked Saturday to a worked Saturday'],
    ['2025-01-17', '2025-02-13', 'Spring Festival 2025'],
    ['2025-04-25', '2025-05-20', 'Labour Day 2025'],
    ['2025-09-28', '2025-10-24', 'from a worked Sunday, over eight days off'],
    ['2025-12-31', '2026-01-22', 'into the notice of another year'],
    ['2026-02-10', '2026-03-09', 'nine days off'],
    ['2026-02-15', '2026-03-13', 'from a day off'],
    ['2026-04-28', '2026-05-21', 'Labour Day 2026'],
    ['2026-09-18', '2026-10-15', 'Mid-Autumn and National Day'],
    ['2022-12-26', '2023-01-17', 'a block that began in the year before its notice'],
    ['2025-01-06', '2025-01-26', 'ends on a worked Sunday, before Monday-to-Friday counting would'],
  ])('%s is %s: %s', (start, due) => {
    expect(nthWorkingDayAfter(start, 15)).toEqual({ date: due, provisional: false, calendar: 'CN-2026.1' });
  });

  it('2026-12-10 is 2026-12-31, provisional because the next notice may still change late December', () => {
    expect(nthWorkingDayAfter('2026-12-10', 15)).toMatchObject({ date: '2026-12-31', provisional: true });
    expect(nthWorkingDayAfter('2026-12-07', 15)).toMatchObject({ date: '2026-12-28', provisional: false });
  });

  it('2026-12-11 runs past the table: every unknown day counts, so the date is provisional and never too late', () => {
    expect(nthWorkingDayAfter('2026-12-11', 15)).toMatchObject({ date: '2027-01-01', provisional: true });
    expect(nthWorkingDayAfter('2026-12-31', 15)).toMatchObject({ date: '2027-01-15', provisional: true });
    expect(nthWorkingDayAfter('2030-01-01', 15)).toMatchObject({ date: '2030-01-16', provisional: true });
  });

  it('an instant late on a UTC day belongs to the next civil day in Shanghai', () => {
    const received = Date.parse('2026-02-13T16:30:00Z'); // 14 February 00:30 in Shanghai
    for (const round of ['up', 'down'] as const) {
      const end = addPeriod(received, parsePeriod('15 working days CN'), 'Asia/Shanghai', round);
      expect(new Date(end.at).toISOString()).toBe('2026-03-13T16:00:00.000Z'); // 24:00 of 13 March
      expect(end).toMatchObject({ provisional: false, calendar: 'CN-2026.1' });
    }
  });
});

describe('the working-day table', () => {
  it('has as many working days a year as the notices give', () => {
    const counts = [2023, 2024, 2025, 2026].map(
      (year) => [...datesFrom(`${year}-01-01`, `${year}-12-31`)].filter(isWorkingDay).length,
    );
    expect(counts).toEqual([249, 251, 248, 248]);
  });

  it('agrees with an independent walk for every start date', () => {
    for (const start of datesFrom(FIRST, LAST_START)) {
      expect(nthWorkingDayAfter(start, 15).date, start).toBe(walk(start, 15, worksByNotice));
    }
  });

  it('takes 18 to 29 calendar days for 15 working days, 29 once', () => {
    const spans = new Map<number, string[]>();
    for (const start of datesFrom(FIRST, LAST_START)) {
      const span = daysBetween(start, nthWorkingDayAfter(start, 15).date);
      spans.set(span, [...(spans.get(span) ?? []), start]);
    }
    expect(Math.min(...spans.keys())).toBe(18);
    expect(Math.max(...spans.keys())).toBe(29);
    expect(spans.get(29)).toEqual(['2023-09-08']);
  });

  it('is earlier than Monday-to-Friday counting on 84 start dates: plain counting would be late', () => {
    const late = [...datesFrom(FIRST, LAST_START)].filter(
      (start) => walk(start, 15, worksByWeek) > nthWorkingDayAfter(start, 15).date,
    );
    expect(late).toHaveLength(84);
    expect(late).toEqual(expect.arrayContaining(['2024-04-08', '2025-09-08', '2026-08-31']));
  });

  it('is provisional exactly where a counted day is not settled', () => {
    expect(KNOWN_DAYS).toEqual({ first: '2022-01-01', last: '2026-12-28' });
    for (const start of datesFrom('2021-12-01', '2027-01-31')) {
      const { date, provisional } = nthWorkingDayAfter(start, 15);
      const counted = [...datesFrom(start, date)].slice(1);
      const unsettled = counted.some((day) => day < KNOWN_DAYS.first || day > KNOWN_DAYS.last);
      expect(provisional, start).toBe(unsettled);
    }
  });

  it('counts every day it does not know as a working day, weekends and festivals included', () => {
    for (const day of ['2021-12-25', '2026-12-29', '2027-01-01', '2027-01-02', '2027-01-03']) {
      expect(isWorkingDay(day), day).toBe(true);
    }
    expect(isWorkingDay('2026-12-27')).toBe(false);
  });

  it.each([
    '2026-02-30',
    '2026-13-01',
    '2026-1-1',
    '20260101',
    '2026-01-01T00:00',
    'today',
    '',
  ])('refuses %j, which is no date', (date) => {
    expect(() => isWorkingDay(date)).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(() => nthWorkingDayAfter(date, 1)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses to count %d days', (n) => {
    expect(() => nthWorkingDayAfter('2026-01-05', n)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
