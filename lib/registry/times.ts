const MINUTE = 60_000;

/* What arming and working must agree on, milliseconds. */

/** A timer nearer than this is urgent, so that no planned one is ever set behind a worker's cursor. */
export const PLANNED_MARGIN = 15 * MINUTE;
/** A batch that took longer starts anew: well within the margin above. */
export const SLOWEST_ARMING = 5 * MINUTE;
/** Undated records, and floors that have not begun to run, are looked at weekly, and counted each time. */
export const DATELESS_LOOK = 7 * 24 * 60 * MINUTE;
