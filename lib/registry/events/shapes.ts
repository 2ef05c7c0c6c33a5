import * as z from 'zod/mini';
import type { StartingPoint, TriggerKind } from '../../policy/plan.ts';

/** A subject id longer than this fits no key of ours: DynamoDB's partition keys end there. */
const LONGEST_ID = 2048;
/** Evidence is a reference to where the proof is kept, and no place for the proof itself. */
const LONGEST_EVIDENCE = 200;
/** A policy has no more categories. */
const MOST_CATEGORIES = 200;

// No half characters: a store would write down another text, which may be another's id.
const text = z.string().check(z.regex(/^\P{Cs}+$/u), z.maxLength(LONGEST_ID));
const instant = z.iso.datetime({ offset: true });
/** As policies and inventories write the ids of categories, datasets, gates, recipients. */
const id = z.string().check(z.regex(/^[a-z0-9-]{1,32}$/));
/** One line. Read in one pass: it may be as long as a message before anybody finds it too long. */
const evidence = z.string().check(z.regex(/^(?!\s*$)[^\p{Cc}\p{Cs}]+$/u), z.maxLength(LONGEST_EVIDENCE));
/** As `Referencer.case` makes them. */
const caseId = z.string().check(z.regex(/^[\w-]{22}$/));

const categories = z.array(id).check(z.minLength(1), z.maxLength(MOST_CATEGORIES));
const preconditions = z.record(id, evidence);

/** What a key attribute may be in DynamoDB JSON. Anything else would fail every read of its table. */
const keyValue = z.union([
  z.strictObject({ S: text }),
  z.strictObject({ N: z.string().check(z.regex(/^-?\d{1,38}(\.\d{1,38})?$/)) }),
  z.strictObject({ B: text }),
]);
const recordKey = z.record(z.string(), keyValue);

export const SUBJECT_TRIGGERS = [
  'AccountClosed',
  'MiniProgramRecordCancelled',
  'PlatformAccountCancelled',
  'ConsentWithdrawn',
  'PermissionRevoked',
  'ErasureRequested',
  'GuardianRequest',
  'PurposeFulfilled',
  'UnlawfulProcessing',
  'OtherLaw',
] as const satisfies Exclude<TriggerKind, 'ServiceShutDown'>[];

const STARTING_POINTS = [
  'collected',
  'last used',
  'purpose fulfilled',
  'transaction completed',
] as const satisfies StartingPoint[];

export const envelope = z.object({
  id: text,
  source: text,
  'detail-type': text,
  time: instant,
  detail: z.unknown(),
});

/** Strict: a misspelled `categories` would make a request for one of them a request for all. */
export const subjectTrigger = z.strictObject({
  id: text,
  policy: text,
  subject: text,
  receivedAt: instant,
  categories: z.optional(categories),
  permission: z.optional(text),
  plugin: z.optional(text),
  dataset: z.optional(id),
  key: z.optional(recordKey),
  object: z.optional(text),
  channel: z.optional(z.enum(['app', 'platform', 'mail', 'phone', 'letter'])),
  preconditions: z.optional(preconditions),
});

export const serviceShutDown = z.strictObject({
  id: text,
  policy: text,
  receivedAt: instant,
  preconditions: z.optional(preconditions),
});

export const preconditionsMet = z.strictObject({ id: text, case: caseId, preconditions, metAt: instant });

export const consentGiven = z.strictObject({
  id: text,
  policy: text,
  subject: text,
  categories: z.optional(categories),
  version: text,
  evidence,
  givenAt: instant,
});

export const accountReopened = z.object({ id: text, policy: text, subject: text, reopenedAt: instant });

export const backupRefreshed = z.object({ id: text, dataset: id, copy: id, refreshedAt: instant, evidence });

export const recipientConfirmed = z.object({ id: text, case: caseId, recipient: id, confirmedAt: instant });

export const personalDataStored = z.object({
  dataset: text,
  subject: text,
  /** The record's key attributes in DynamoDB JSON; asked for where the store cannot be searched by subject. */
  key: z.optional(recordKey),
  times: z.partialRecord(z.enum(STARTING_POINTS), instant),
});

export const objectCreated = z.object({
  bucket: z.object({ name: text }),
  object: z.object({ key: text }),
});

const SHAPES = [
  envelope,
  subjectTrigger,
  serviceShutDown,
  preconditionsMet,
  consentGiven,
  accountReopened,
  backupRefreshed,
  recipientConfirmed,
  personalDataStored,
  objectCreated,
];

/** The names that are ours to tell: others in an event are its sender's, who may have put anything into them. */
export const NAMES: ReadonlySet<PropertyKey> = new Set([
  ...SHAPES.flatMap(({ shape }) => Object.keys(shape)),
  ...Object.values(objectCreated.shape).flatMap(({ shape }) => Object.keys(shape)),
  ...STARTING_POINTS,
]);
