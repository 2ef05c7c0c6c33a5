/** What the `chinese-days` package says. Started with TZ=UTC: with a negative offset it is wrong on hundreds of days. */
import chineseDays from 'chinese-days';
import { datesFrom, walk } from '../walk.ts';

const works = (date: string) => chineseDays.isWorkday(date);
const table = {
  working: [...datesFrom('2022-01-01', '2026-12-31')].filter(works),
  due: Object.fromEntries([...datesFrom('2022-01-01', '2026-12-10')].map((date) => [date, walk(date, 15, works)])),
  /** Days of December on which a notice went against the week: how far notices reach back. */
  december: [...datesFrom('2004-01-01', '2026-12-31')].filter((date) => {
    const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
    return date.slice(5, 7) === '12' && works(date) !== (weekday >= 1 && weekday <= 5);
  }),
};
process.stdout.write(JSON.stringify(table));
