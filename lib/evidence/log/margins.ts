const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * How long after its deadline something was done, in a few steps, so that what is counted stays small and percentiles can
 * still be told. Each step reaches to its bound, inclusive, from the one before; negative is early. A last one follows:
 * later than all of them.
 */
const STEPS = [
  ['-7d', -7 * DAY],
  ['-1d', -DAY],
  ['-12h', -12 * HOUR],
  ['-6h', -6 * HOUR],
  ['-1h', -HOUR],
  ['0', 0],
  ['+1h', HOUR],
  ['+6h', 6 * HOUR],
  ['+1d', DAY],
  ['+7d', 7 * DAY],
] as const;

/** Named by the end of the step; `later`: more than seven days late; `none`: there was no deadline. */
export type Margin = (typeof STEPS)[number][0] | 'later' | 'none';

/** From the earliest to the latest, without `none`. */
export const MARGINS: readonly Margin[] = [...STEPS.map(([name]) => name), 'later'];

/** The step of what was done at `at` and was to be done by `due`, both ISO 8601; null: by no time at all. */
export function marginOf(at: string, due: string | null): Margin {
  if (due === null) return 'none';
  const late = Date.parse(at) - Date.parse(due);
  return STEPS.find(([, bound]) => late <= bound)?.[0] ?? 'later';
}

/** In time: not a millisecond after the deadline. Also where there was none. */
export function isLate(margin: Margin): boolean {
  return margin !== 'none' && MARGINS.indexOf(margin) > MARGINS.indexOf('0');
}
