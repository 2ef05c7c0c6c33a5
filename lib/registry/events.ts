import * as z from 'zod/mini';
import { ExpungeError } from '../errors.ts';
import type { StartingPoint } from '../policy/plan.ts';

/** A subject id longer than this fits no key of ours: DynamoDB's partition keys end there. */
const LONGEST_ID = 2048;
/** Clocks differ. An event further ahead than this is not believed. */
const AHEAD = 10 * 60_000;

const text = z.string().check(z.minLength(1), z.maxLength(LONGEST_ID));
const instant = z.iso.datetime({ offset: true });

const envelope = z.object({
  id: text,
  source: text,
  'detail-type': text,
  time: instant,
  detail: z.unknown(),
});

const accountClosed = z.object({ id: text, policy: text, subject: text, receivedAt: instant });

const STARTING_POINTS = [
  'collected',
  'last used',
  'purpose fulfilled',
  'transaction completed',
] as const satisfies StartingPoint[];

/** What a key attribute may be in DynamoDB JSON. Anything else would fail every read of its table. */
const keyValue = z.union([
  z.strictObject({ S: text }),
  z.strictObject({ N: z.string().check(z.regex(/^-?\d{1,38}(\.\d{1,38})?$/)) }),
  z.strictObject({ B: text }),
]);

/** As `Referencer.case` makes them. */
const caseId = z.string().check(z.regex(/^[\w-]{22}$/));
/** As the inventory writes them. */
const recipientId = z.string().check(z.regex(/^[a-z0-9-]{1,32}$/));

const recipientConfirmed = z.object({ id: text, case: caseId, recipient: recipientId, confirmedAt: instant });

const personalDataStored = z.object({
  dataset: text,
  subject: text,
  /** The record's key attributes in DynamoDB JSON; asked for where the store cannot be searched by subject. */
  key: z.optional(z.record(z.string(), keyValue)),
  times: z.partialRecord(z.enum(STARTING_POINTS), instant),
});

const objectCreated = z.object({
  bucket: z.object({ name: text }),
  object: z.object({ key: text }),
});

/** The names that are ours to tell: others in an event are its sender's, who may have put anything into them. */
const NAMES: ReadonlySet<PropertyKey> = new Set([
  ...[envelope, accountClosed, recipientConfirmed, personalDataStored, objectCreated].flatMap(({ shape }) =>
    Object.keys(shape),
  ),
  ...Object.values(objectCreated.shape).flatMap(({ shape }) => Object.keys(shape)),
  ...STARTING_POINTS,
]);

/** What comes in over the bus. Instants in milliseconds. */
export type IncomingEvent =
  | {
      readonly type: 'AccountClosed';
      /** The closure's own id: the same closure told twice is one case. */
      readonly id: string;
      readonly policy: string;
      readonly subject: string;
      readonly receivedAt: number;
    }
  | {
      readonly type: 'RecipientConfirmed';
      readonly id: string;
      readonly case: string;
      readonly recipient: string;
      readonly confirmedAt: number;
    }
  | {
      readonly type: 'PersonalDataStored';
      readonly id: string;
      readonly dataset: string;
      readonly subject: string;
      /** Key attributes in DynamoDB's own JSON, where the sender gave them. */
      readonly key: Readonly<Record<string, Readonly<Record<string, string>>>> | null;
      readonly times: Readonly<Partial<Record<StartingPoint, number>>>;
    }
  | {
      readonly type: 'ObjectCreated';
      readonly id: string;
      readonly bucket: string;
      readonly key: string;
      readonly at: number;
    };

/**
 * Reads an EventBridge event as a queue delivers it.
 * @throws ExpungeError EVENT_NOT_JSON, EVENT_INCOMPLETE (names the field, never its value), EVENT_UNKNOWN_TYPE,
 * EVENT_FROM_THE_FUTURE. Nothing is done over a bad event; it is parked for a person.
 */
export function parseEvent(body: string, now: number): IncomingEvent {
  const event = checked(envelope, parseJson(body), 'the event');
  const type = event['detail-type'];
  switch (type) {
    case 'AccountClosed': {
      const detail = checked(accountClosed, event.detail, type);
      return { type, ...detail, receivedAt: past(detail.receivedAt, 'receivedAt', now) };
    }
    case 'RecipientConfirmed': {
      const detail = checked(recipientConfirmed, event.detail, type);
      return { type, ...detail, confirmedAt: past(detail.confirmedAt, 'confirmedAt', now) };
    }
    case 'PersonalDataStored': {
      const { times, key, ...detail } = checked(personalDataStored, event.detail, type);
      const instants = Object.entries(times).map(([point, at]) => [point, Date.parse(at)]);
      return {
        type,
        id: event.id,
        ...detail,
        key: key ?? null,
        times: Object.fromEntries(instants),
      };
    }
    case 'Object Created': {
      const { bucket, object } = checked(objectCreated, event.detail, type);
      return { type: 'ObjectCreated', id: event.id, bucket: bucket.name, key: object.key, at: Date.parse(event.time) };
    }
    default:
      throw new ExpungeError(
        'EVENT_UNKNOWN_TYPE',
        'The detail type of this event is not one that Expunge acts on. See docs/formats.md for those it knows.',
      );
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // The parser's own message quotes the text it could not read.
    throw new ExpungeError('EVENT_NOT_JSON', 'The message is not JSON. Send the event as EventBridge delivers it.');
  }
}

function checked<T extends z.ZodMiniType>(shape: T, value: unknown, what: string): z.output<T> {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const fields = [...new Set(result.error.issues.map((issue) => ourPart(issue.path) || 'the whole'))];
  throw new ExpungeError(
    'EVENT_INCOMPLETE',
    `In ${what}, missing or not of the right form: ${fields.join(', ')}. See docs/formats.md.`,
  );
}

/** A path as far as we know its names. */
function ourPart(path: readonly PropertyKey[]): string {
  const stranger = path.findIndex((name) => !NAMES.has(name));
  return path.slice(0, stranger === -1 ? path.length : stranger).join('.');
}

function past(at: string, field: string, now: number): number {
  const instant = Date.parse(at);
  if (instant <= now + AHEAD) return instant;
  throw new ExpungeError(
    'EVENT_FROM_THE_FUTURE',
    `${field} lies in the future. Nothing is scheduled on it; check the sender's clock and send it again.`,
  );
}
