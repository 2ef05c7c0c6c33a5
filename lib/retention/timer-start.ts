import { ExpungeError } from '../errors.ts';

/**
 * The longest window, seconds. No rule needs more, and milliseconds passed for seconds, which would move timers by years,
 * are noticed.
 */
export const LONGEST_WINDOW = 366 * 86_400;

/**
 * When to look at a record that must be gone by `latest`: `(⌊latest / h⌋ − 1) · h`, where h is half the window. All
 * records of a cluster whose `latest` lies in the same half-window share this timer, and may all be erased when it starts:
 * latest − window < start ≤ latest − h. A worker that ends within h is on time.
 * @param latest milliseconds since 1970-01-01T00:00Z.
 * @param window seconds, as in the plan.
 * @returns milliseconds since 1970-01-01T00:00Z.
 * @throws ExpungeError CONFIGURATION: no usable window.
 */
export function timerStart(latest: number, window: number): number {
  const half = windowMilliseconds(window) / 2;
  return (Math.floor(latest / half) - 1) * half;
}

/** Seconds → milliseconds, refusing what cannot be a window. */
export function windowMilliseconds(window: number): number {
  if (Number.isInteger(window) && window > 0 && window <= LONGEST_WINDOW) return window * 1000;
  const message = `A window of ${window} s cannot be used; give whole seconds from 1 to ${LONGEST_WINDOW} (366 days).`;
  throw new ExpungeError('CONFIGURATION', message);
}
