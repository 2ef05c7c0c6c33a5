/**
 * What the functions read from their environment, by name. `infra` sets them, `functions/<name>/index.ts` read them once.
 * Every URL ending in `_ENDPOINT` is optional and redirects that client (the embedded runtime, tests).
 */
export const SETTINGS = {
  registryTable: 'REGISTRY_TABLE',
  /** Number of shards, a power of two up to 64. */
  shards: 'SHARDS',
  /** How many days after its last audit a store is audited again. */
  auditDays: 'AUDIT_EVERY_DAYS',
  /** KMS HMAC key from which registry references are derived. */
  referenceKey: 'REFERENCE_KEY_ID',
  /** KMS HMAC key from which evidence references are derived: another one than the registry's. */
  evidenceKey: 'EVIDENCE_KEY_ID',
  /** KMS key under which the secrets of platform apps are encrypted. */
  platformKey: 'PLATFORM_KEY_ID',
  deleteQueue: 'DELETE_QUEUE_URL',
  anonymiseQueue: 'ANONYMISE_QUEUE_URL',
  logQueue: 'LOG_QUEUE_URL',
  /** Receipts and their salts lie here. */
  evidenceBucket: 'EVIDENCE_BUCKET',
  /** The published log lies here. */
  logBucket: 'LOG_BUCKET',
  /** `<log name>/<partition>`: the beginning of every origin. */
  logName: 'LOG_NAME',
  /** KMS key of spec ECC_NIST_P256 that signs checkpoints. */
  logKey: 'LOG_KEY_ID',
  /** Where checkpoints are deposited; not set: nowhere. */
  witnessBucket: 'WITNESS_BUCKET',
  /** ARN of the event bus that is told of each published checkpoint; not set: nobody is told. */
  witnessBus: 'WITNESS_BUS',
  /** Input that cannot be used is kept here, encrypted, until a person has looked. */
  parkedBucket: 'PARKED_BUCKET',
  /** Coded notices about parked input; never the input itself. */
  deadLetterQueue: 'DEAD_LETTER_QUEUE_URL',
  bus: 'BUS_NAME',
  /** KMS key of spec ECC_NIST_P256 that signs notices to recipients. */
  noticeKey: 'NOTICE_KEY_ID',
  /** ARN of the bus on which recipients confirm. */
  confirmTo: 'CONFIRM_TO',
  /** A server on this machine to which notices go instead, for tests; not set: where the plan says. */
  noticeEndpoint: 'NOTICE_ENDPOINT',
} as const;

/** The file beside a function's bundle that holds the compiled plan. */
export const PLAN_FILE = 'plan.json';
