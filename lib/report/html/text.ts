/** As HTML, and as the value of an attribute in double quotes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
}

/** 12,345 */
export const number = (value: number): string => value.toLocaleString('en-GB');

/** `1 record`, `12,345 records`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${number(value)} ${value === 1 ? one : many}`;

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const SHORT_DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** 23 November 2026 */
export const longDay = (day: string): string => DAY.format(Date.parse(day));
/** 23 Nov */
export const shortDay = (day: string): string => SHORT_DAY.format(Date.parse(day));
/** November 2026 */
export const longMonth = (month: string): string => MONTH.format(Date.parse(`${month}-01`));

/** A period in words: one day, a month, or from one day to another. */
export function periodInWords({ from, to }: { readonly from: string; readonly to: string }): string {
  if (from === to) return longDay(from);
  const next = new Date(Date.parse(to) + 86_400_000).toISOString().slice(0, 10);
  const isMonth = from.endsWith('-01') && next.endsWith('-01') && from.slice(0, 7) === to.slice(0, 7);
  return isMonth ? longMonth(from.slice(0, 7)) : `${longDay(from)} to ${longDay(to)}`;
}
