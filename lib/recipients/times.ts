const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/* Milliseconds. */

/** After the first attempt that failed; twice as long after each, up to the longest. */
export const FIRST_RETRY = MINUTE;
export const LONGEST_RETRY = 6 * HOUR;
/** A hold suspends the erasure, and with it what others are told. */
export const HELD_LOOK = HOUR;
/** Others could not be told either a moment ago: this one is not tried in vain as well. */
export const SILENT_LOOK = 5 * MINUTE;
/** Something of ours failed: no other case waits for this one meanwhile. */
export const FAULT_LOOK = 10 * MINUTE;
/** A reminder, that long before its time is up. */
export const LAST_REMINDER = 24 * HOUR;
/** How long a recipient may take to answer a request. */
export const ANSWER_WITHIN = 10_000;
