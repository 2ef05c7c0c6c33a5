const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/* How long things may take, milliseconds. */

/** A page is a worker's for this long; another takes it over only afterwards. */
export const LEASE = 4 * MINUTE;
/** Nothing is touched this shortly before the lease ends: longer than one call with all its retries. */
export const LEASE_MARGIN = 45_000;
/** How long an index may lag before a second look counts. */
export const SETTLE = 5 * MINUTE;
/** Longer than any `tag` function runs: whoever saw the subject before it was marked has finished. */
export const FORGET_AFTER = 15 * MINUTE;
/** A held cluster is looked at daily, should its release ever fail to say so. */
export const HELD_LOOK = DAY;
/** Braked clusters are looked at daily, spread over so many seconds after midnight UTC. */
export const BRAKED_SPREAD = 2 * 3600;
/** A subject that a case still needs to know is looked at daily, to be forgotten when none does. */
export const NEEDED_LOOK = DAY;
/** After this many failures a cluster is stuck: an alarm calls a person, and it is tried daily. */
export const ATTEMPTS = 8;
/** After this many workers died over it. */
export const CRASHES = 2;

/** When to try again after the n-th failure: 1, 2, 4 … minutes, a day at most. */
export function backOff(attempts: number): number {
  return Math.min(2 ** (attempts - 1) * MINUTE, DAY);
}
