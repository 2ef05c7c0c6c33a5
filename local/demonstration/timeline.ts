import type { Plan } from '../../lib/policy/plan.ts';

const DAY = 86_400_000;
/** After the beginning of a half-window, so that what starts with it has started. */
const LAG = 120_000;

/** Half of the shortest window of any rule, milliseconds: whoever looks that often is never late. */
export function halfWindow(plan: Plan): number {
  const windows = Object.values(plan.policies).flatMap(({ rules }) => Object.values(rules).map(({ window }) => window));
  return (Math.min(...windows) * 1000) / 2;
}

/** The instants at which the clock stops: shortly after the beginning of each half-window, until `days` have passed. */
export function stops(start: number, days: number, half: number): number[] {
  const end = start + days * DAY;
  const all: number[] = [];
  let at = start;
  while (at < end) {
    at = (Math.floor(at / half) + 1) * half + LAG;
    all.push(at);
  }
  return all;
}
