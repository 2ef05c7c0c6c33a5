import { isLate, MARGINS } from '../../evidence/log/margins.ts';
import { isEstimate, TIME_LEFT } from '../backlog.ts';
import { type ByMargin, longMargin, shortMargin } from '../margin-words.ts';
import { total } from '../read-forecast.ts';
import type { Report } from '../report.ts';
import { type ColumnChart, columnChart } from './columns.ts';
import { counted, escaped, number, shortDay } from './text.ts';

/** Drawn twice, for a page and for a phone: text that is scaled down with its chart cannot be read. */
export function figure(chart: ColumnChart, height = 220): string {
  return `<div class="wide">${columnChart(chart, 752, height)}</div><div class="narrow">${columnChart(chart, 340, height)}</div>`;
}

/** Columns that a chart can have before they are drawn by week. */
const MOST_DAYS = 62;

/** Due and erased by day, or by week where the period is long. */
export function byDay({ days }: Report): { readonly chart: ColumnChart; readonly unit: 'day' | 'week' } {
  const unit = days.length > MOST_DAYS ? 'week' : 'day';
  const size = unit === 'week' ? 7 : 1;
  const groups = Array.from({ length: Math.ceil(days.length / size) }, (_, n) => days.slice(n * size, (n + 1) * size));
  const columns = groups.map((group) => {
    const sum = (what: 'due' | 'deleted' | 'anonymised' | 'late') => group.reduce((all, one) => all + one[what], 0);
    const [due, deleted, anonymised, late] = [sum('due'), sum('deleted'), sum('anonymised'), sum('late')];
    const label = shortDay(group[0]?.day ?? '');
    const said = `${unit === 'week' ? 'Week from ' : ''}${label}: ${number(due)} due, ${number(deleted)} deleted, ${number(anonymised)} anonymised, ${number(late)} late`;
    // What was late is drawn on top, whichever way it was erased.
    const lateDeleted = Math.min(late, deleted);
    const parts = [
      { kind: 'deleted', value: deleted - lateDeleted },
      { kind: 'anonymised', value: anonymised - (late - lateDeleted) },
      { kind: 'late', value: late },
    ];
    return { label, title: said, parts, mark: due };
  });
  return { unit, chart: { name: `Records due and erased by ${unit}`, columns } };
}

/** How early or late something was, by step. */
export function byMargin(name: string, amounts: ByMargin, one: string): ColumnChart {
  const columns = MARGINS.map((margin) => {
    const value = amounts[margin] ?? 0;
    const title = `${longMargin(margin)}: ${counted(value, one)}`;
    return { label: shortMargin(margin), title, parts: [{ kind: isLate(margin) ? 'late' : 'deleted', value }] };
  });
  const divide = { before: MARGINS.findIndex(isLate), left: 'before the deadline', right: 'late' };
  return { name, columns, divide, sums: true };
}

/** Cases completed, all triggers together. */
export function casesByMargin({ cases }: Report): ByMargin {
  const sums: Record<string, number> = {};
  for (const { cases: some } of cases.completed) {
    for (const [margin, value] of Object.entries(some)) sums[margin] = (sums[margin] ?? 0) + value;
  }
  return sums;
}

/** Open cases by the time that is left. */
export function openCases({ now }: Report): ColumnChart {
  const columns = TIME_LEFT.map((left, index) => {
    const value = now.cases.open.find((one) => one.left === left)?.cases ?? 0;
    const label = index === 0 || left === 'longer' ? left : `≤ ${left}`;
    const kind = index === 0 ? 'late' : 'deleted';
    return { label, title: `${label}: ${counted(value, 'open case')}`, parts: [{ kind, value }] };
  });
  return { name: 'Open cases by the time left to their deadline', columns, sums: true };
}

const ROW = 30;

/** What is due by category: a row each, its weeks as small columns. */
export function forecastRows({ now: { forecast } }: Report, width: number, names: number): string {
  const { categories, days } = forecast;
  const sums = 62;
  const weeks = Math.max(1, ...categories.map((one) => one.weeks.length));
  const highest = Math.max(1, ...categories.flatMap((one) => one.weeks));
  const step = (width - names - sums) / weeks;
  const about = isEstimate(forecast) ? 'about ' : '';
  const rows = categories.map((one, row) => {
    const bottom = (row + 1) * ROW - 6;
    const name = one.term ?? one.category;
    const bars = one.weeks.map((value, week) => {
      if (value === 0) return '';
      const tall = Math.max(1.5, Math.round((value / highest) * (ROW - 10) * 10) / 10);
      const left = Math.round((names + week * step + step * 0.12) * 10) / 10;
      return `<rect class="deleted" x="${left}" y="${bottom - tall}" width="${Math.round(step * 7.6) / 10}" height="${tall}"><title>${escaped(name)}, week ${week + 1}: ${about}${number(value)}</title></rect>`;
    });
    return `<text class="name" x="0" y="${bottom - 4}">${escaped(shortened(name, names))}</text><line class="grid" x1="${names}" x2="${width - sums}" y1="${bottom}" y2="${bottom}"/>${bars.join('')}<text class="sum end" x="${width}" y="${bottom - 4}">${number(total(one))}</text>`;
  });
  const height = categories.length * ROW + 20;
  const axis = [0, 4, 8, 12].map(
    (week) =>
      `<text class="label start" x="${Math.round(names + week * step)}" y="${height - 4}">${week === 0 ? 'now' : `+${week * 7} d`}</text>`,
  );
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="What is due in the next ${days} days, by category and week">${rows.join('')}${axis.join('')}</svg>`;
}

/** What fits the room for a name: Chinese characters are twice as wide as Latin ones. */
function shortened(name: string, room: number): string {
  const most = room / 7.2;
  let used = 0;
  for (const [at, one] of [...name].entries()) {
    used += /[\u2e80-\uffef]/.test(one) ? 1.8 : 1;
    if (used > most - 1) return `${[...name].slice(0, at).join('')}…`;
  }
  return name;
}
