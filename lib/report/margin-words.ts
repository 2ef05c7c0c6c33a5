import { MARGINS, type Margin } from '../evidence/log/margins.ts';

const WORDS: Readonly<Record<Margin, { readonly short: string; readonly long: string }>> = {
  '-7d': { short: '> 7 d', long: 'more than 7 days early' },
  '-1d': { short: '1–7 d', long: '1 to 7 days early' },
  '-12h': { short: '12–24 h', long: '12 to 24 hours early' },
  '-6h': { short: '6–12 h', long: '6 to 12 hours early' },
  '-1h': { short: '1–6 h', long: '1 to 6 hours early' },
  '0': { short: '< 1 h', long: 'less than an hour early' },
  '+1h': { short: '< 1 h', long: 'up to an hour late' },
  '+6h': { short: '1–6 h', long: '1 to 6 hours late' },
  '+1d': { short: '6–24 h', long: '6 to 24 hours late' },
  '+7d': { short: '1–7 d', long: '1 to 7 days late' },
  later: { short: '> 7 d', long: 'more than 7 days late' },
  none: { short: 'none', long: 'no deadline' },
};

/** Under a column of a chart, where early and late are told apart by their place. */
export const shortMargin = (margin: Margin): string => WORDS[margin].short;
export const longMargin = (margin: Margin): string => WORDS[margin].long;

/** How much of something has each margin. */
export type ByMargin = Readonly<Record<string, number>>;

/**
 * The step within which the p-th of a hundred lies, counted from the earliest (nearest rank); null where there is nothing.
 * Only the step is known, so that is what is said.
 */
export function percentile(amounts: ByMargin, p: number): Margin | null {
  const all = MARGINS.reduce((sum, margin) => sum + (amounts[margin] ?? 0), 0);
  let seen = 0;
  for (const margin of MARGINS) {
    seen += amounts[margin] ?? 0;
    if (all > 0 && seen >= (all * p) / 100) return margin;
  }
  return null;
}
