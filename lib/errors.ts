/**
 * Every fault Expunge can name. A code is stable: runbooks, dead letters and exit statuses refer to it.
 * `retry`: trying again may help. `park`: the input is kept aside for a person, nothing is erased over it.
 * `refuse`: the request is turned down before anything happens.
 */
const CODES = {
  // what people write
  POLICY_INVALID: 'refuse',
  POLICY_DECISION_OPEN: 'refuse',
  POLICY_CONFLICT: 'refuse',
  INVENTORY_INVALID: 'refuse',
  INVENTORY_COVERAGE: 'refuse',
  STORE_MISMATCH: 'refuse',
  RESIDENCY_REFUSED: 'refuse',
  PERIOD_INVALID: 'refuse',
  // what comes in
  EVENT_NOT_JSON: 'park',
  EVENT_INCOMPLETE: 'park',
  EVENT_UNKNOWN_TYPE: 'park',
  EVENT_UNKNOWN_POLICY: 'park',
  EVENT_UNKNOWN_DATASET: 'park',
  EVENT_UNKNOWN_COPY: 'park',
  EVENT_UNKNOWN_CASE: 'park',
  EVENT_UNKNOWN_RECIPIENT: 'park',
  EVENT_NOT_NOTIFIED: 'park',
  EVENT_RECIPIENT_KEEPS: 'park',
  EVENT_NOT_COVERED: 'park',
  EVENT_FROM_THE_FUTURE: 'park',
  EVENT_CONTRADICTS: 'park',
  EVENT_UNKNOWN_SCOPE: 'park',
  PLATFORM_NOTICE_UNREADABLE: 'park',
  PLATFORM_SIGNATURE_INVALID: 'park',
  PLATFORM_UNKNOWN_APP: 'park',
  PLATFORM_UNDECIDED: 'park',
  MESSAGE_INVALID: 'park',
  GIVEN_UP: 'park',
  HOLD_INVALID: 'refuse',
  BRAKE_INVALID: 'refuse',
  BRAKE_UNKNOWN: 'refuse',
  CASE_UNKNOWN: 'refuse',
  CASE_UNDER_WAY: 'refuse',
  DECISION_INVALID: 'refuse',
  ANSWER_INVALID: 'refuse',
  // what is stored
  RECORD_UNDATED: 'park',
  RECORD_WITHOUT_SUBJECT: 'park',
  // what may go wrong while working
  STORE_UNAVAILABLE: 'retry',
  STORE_REFUSES: 'retry',
  STILL_PRESENT: 'retry',
  SUBJECT_UNKNOWN: 'park',
  LEASE_ENDED: 'retry',
  ANOTHER_WORKER: 'retry',
  CALENDAR_ENDS: 'refuse',
  // what others are told
  RECIPIENT_SILENT: 'retry',
  RECIPIENT_REFUSES: 'retry',
  RECIPIENT_GONE: 'retry',
  // what is proved
  KEY_INVALID: 'refuse',
  NOTE_INVALID: 'refuse',
  SIGNATURE_INVALID: 'refuse',
  CHECKPOINT_INVALID: 'refuse',
  PROOF_INVALID: 'refuse',
  RECEIPT_INVALID: 'park',
  LOG_BROKEN: 'refuse',
  LOG_BEHIND: 'refuse',
  KEY_UNAVAILABLE: 'retry',
  CERTIFICATE_INVALID: 'refuse',
  ANOTHER_SUBJECT: 'refuse',
  EPOCH_IN_USE: 'refuse',
  EPOCH_DESTROYED: 'refuse',
  CONFIGURATION: 'refuse',
  USAGE: 'refuse',
  UNEXPECTED: 'refuse',
} as const;

export type ErrorCode = keyof typeof CODES;

export const isErrorCode = (text: unknown): text is ErrorCode => typeof text === 'string' && Object.hasOwn(CODES, text);

/** What to do with a fault of this code. */
export type Remedy = (typeof CODES)[ErrorCode];

/**
 * The one error class. `message` says what is wrong, where, and what to do. It never carries personal data:
 * no subject id, no field value, no object key; name datasets, fields and clauses instead.
 */
export class ExpungeError extends Error {
  readonly code: ErrorCode;
  /** Where: a file and place, a dataset, a queue. Never a subject. */
  readonly place: string | undefined;

  constructor(code: ErrorCode, message: string, options: { place?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ExpungeError';
    this.code = code;
    this.place = options.place;
  }

  get remedy(): Remedy {
    return CODES[this.code];
  }
}
