/**
 * A second opinion on working days that shares nothing with `lib/retention`: months and days as bare text copied from the
 * State Council's notices, plain `Date` arithmetic in UTC, one day at a time.
 */
const NOTICES: Record<number, { off: string; worked: string }> = {
  2023: {
    off: '2022-12-31>01-02 01-21>01-27 04-05 04-29>05-03 06-22>06-24 09-29>10-06',
    worked: '01-28 01-29 04-23 05-06 06-25 10-07 10-08',
  },
  2024: {
    off: '01-01 02-10>02-17 04-04>04-06 05-01>05-05 06-10 09-15>09-17 10-01>10-07',
    worked: '02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12',
  },
  2025: {
    off: '01-01 01-28>02-04 04-04>04-06 05-01>05-05 05-31>06-02 10-01>10-08',
    worked: '01-26 02-08 04-27 09-28 10-11',
  },
  2026: {
    off: '01-01>01-03 02-15>02-23 04-04>04-06 05-01>05-05 06-19>06-21 09-25>09-27 10-01>10-07',
    worked: '01-04 02-14 02-28 05-09 09-20 10-10',
  },
};

export function nextDate(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

export function* datesFrom(first: string, last: string): Generator<string> {
  for (let date = first; date <= last; date = nextDate(date)) yield date;
}

export function worksByNotice(date: string): boolean {
  for (const [year, { off, worked }] of Object.entries(NOTICES)) {
    const full = (day: string) => (day.length === 5 ? `${year}-${day}` : day);
    if (worked.split(' ').some((day) => full(day) === date)) return true;
    for (const block of off.split(' ')) {
      const [first = '', last = first] = block.split('>');
      if (date >= full(first) && date <= full(last)) return false;
    }
  }
  return worksByWeek(date);
}

export function worksByWeek(date: string): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday >= 1 && weekday <= 5;
}

/** The n-th day after `date` that works. */
export function walk(date: string, n: number, works: (date: string) => boolean): string {
  let day = date;
  for (let left = n; left > 0; ) {
    day = nextDate(day);
    if (works(day)) left -= 1;
  }
  return day;
}

export function daysBetween(first: string, last: string): number {
  return (Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / 86_400_000;
}
