import { escaped, number } from './text.ts';

/** One part of a column, from below; `kind` is a class of the style sheet. */
export interface Part {
  readonly kind: string;
  readonly value: number;
}

export interface Column {
  /** Below it; '' for none. */
  readonly label: string;
  /** Said of it by a screen reader and a pointer. */
  readonly title: string;
  readonly parts: readonly Part[];
  /** A line across the column at this height. */
  readonly mark?: number;
}

export interface ColumnChart {
  /** What it shows, for who cannot see it. */
  readonly name: string;
  readonly columns: readonly Column[];
  /** A line between two columns, with words on both sides of it. */
  readonly divide?: { readonly before: number; readonly left: string; readonly right: string };
  /** Writes each column's sum above it. */
  readonly sums?: boolean;
}

const LEFT = 46;
const RIGHT = 8;
const TOP = 22;
const BOTTOM = 24;

/** A chart of columns as SVG, `width` by `height` of its own units, one of which is a pixel where there is room. */
export function columnChart({ name, columns, divide, sums }: ColumnChart, width: number, height: number): string {
  const highest = Math.max(1, ...columns.map(({ parts, mark = 0 }) => Math.max(mark, sumOf(parts))));
  const ticks = ticksUpTo(highest);
  const top = ticks.at(-1) ?? 1;
  const step = (width - LEFT - RIGHT) / Math.max(1, columns.length);
  const y = (value: number) => round(TOP + (height - TOP - BOTTOM) * (1 - value / top));
  const x = (index: number) => round(LEFT + index * step);
  const wide = round(Math.min(44, step * 0.72));
  const grid = ticks.map(
    (tick) =>
      `<line class="grid" x1="${LEFT}" x2="${width - RIGHT}" y1="${y(tick)}" y2="${y(tick)}"/><text class="tick" x="${LEFT - 6}" y="${y(tick) + 4}">${brief(tick)}</text>`,
  );
  const labels = labelled(columns, step);
  const drawn = columns.map(({ title, parts, mark, label }, index) => {
    const left = round(x(index) + (step - wide) / 2);
    const middle = round(x(index) + step / 2);
    let below = 0;
    const bars = parts.map(({ kind, value }) => {
      const from = below;
      below += value;
      const tall = round(y(from) - y(below));
      return value > 0
        ? `<rect class="${kind}" x="${left}" y="${y(below)}" width="${wide}" height="${Math.max(tall, 1)}"/>`
        : '';
    });
    const line =
      mark === undefined || mark === 0
        ? ''
        : `<line class="mark" x1="${round(left - 2)}" x2="${round(left + wide + 2)}" y1="${y(mark)}" y2="${y(mark)}"/>`;
    const above =
      sums && below > 0
        ? `<text class="sum" x="${middle}" y="${y(below) - 5}">${brief(below, step < 48 ? 1000 : 10_000)}</text>`
        : '';
    const name = labels.has(index)
      ? `<text class="label" x="${middle}" y="${height - 8}">${escaped(label)}</text>`
      : '';
    return `<g><title>${escaped(title)}</title>${bars.join('')}${line}${above}${name}</g>`;
  });
  const between = divide === undefined ? '' : divider(x(divide.before), divide, height);
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(name)}">${grid.join('')}${drawn.join('')}${between}</svg>`;
}

function divider(at: number, { left, right }: { left: string; right: string }, height: number): string {
  return `<line class="divide" x1="${at}" x2="${at}" y1="4" y2="${height - BOTTOM}"/><text class="side left" x="${at - 6}" y="13">${escaped(left)}</text><text class="side" x="${at + 6}" y="13">${escaped(right)}</text>`;
}

/** As many labels as there is room for, evenly apart. */
function labelled(columns: readonly Column[], step: number): ReadonlySet<number> {
  const longest = Math.max(...columns.map(({ label }) => label.length), 1);
  const every = Math.max(1, Math.ceil((longest * 6.4 + 6) / step));
  return new Set(columns.flatMap(({ label }, index) => (label !== '' && index % every === 0 ? [index] : [])));
}

/** Four steps or so up to at least the value, of 1, 2 or 5 times a power of ten. */
function ticksUpTo(value: number): number[] {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value / 4)));
  const step = [1, 2, 5, 10].map((times) => times * power).find((one) => one * 4 >= value) ?? 10 * power;
  return Array.from({ length: Math.ceil(value / step) + 1 }, (_, n) => n * step);
}

/** 950, 12.3k, 4M: in thousands from `from` on. */
function brief(value: number, from = 10_000): string {
  if (value >= 1e6) return `${round(value / 1e6)}M`;
  return value >= from ? `${round(value / 1e3)}k` : number(value);
}

const sumOf = (parts: readonly Part[]): number => parts.reduce((sum, { value }) => sum + value, 0);
const round = (value: number): number => Math.round(value * 10) / 10;
