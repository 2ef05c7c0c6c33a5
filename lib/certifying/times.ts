const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/* When to look at a case again, milliseconds. What ends sooner by an event puts the case on the docket itself. */

/** A receipt is on its way to the log, which takes a minute. */
export const SEALING_LOOK = MINUTE;
/** From then on it is missing: an alarm calls a person, who is reminded as often as the alarm looks. */
export const MISSING_AFTER = HOUR;
export const MISSING_LOOK = 5 * MINUTE;
/** Data that came back is erased within minutes. */
export const RESIDUE_LOOK = HOUR;
/** A hold, or a recipient that has not confirmed. */
export const WAITING_LOOK = DAY;
/** A case that is not completed: its completion puts it on the docket. */
export const UNFINISHED_LOOK = 7 * DAY;
/** Something failed: no other case waits for this one meanwhile. */
export const FAULT_LOOK = 10 * MINUTE;
