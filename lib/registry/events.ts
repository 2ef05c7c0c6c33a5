import type * as z from 'zod/mini';
import { ExpungeError } from '../errors.ts';
import { safeParse } from '../safe-parse.ts';
import {
  accountReopened,
  backupRefreshed,
  consentGiven,
  envelope,
  NAMES,
  objectCreated,
  personalDataStored,
  preconditionsMet,
  recipientConfirmed,
  SUBJECT_TRIGGERS,
  serviceShutDown,
  subjectTrigger,
} from './events/shapes.ts';
import type { CaseRequest, IncomingEvent, SubjectTrigger } from './events/types.ts';

export type * from './events/types.ts';

/** Clocks differ. An event further ahead than this is not believed. */
const AHEAD = 10 * 60_000;

/**
 * Reads an EventBridge event as a queue delivers it.
 * @throws ExpungeError EVENT_NOT_JSON, EVENT_INCOMPLETE (names the field, never its value), EVENT_UNKNOWN_TYPE,
 * EVENT_FROM_THE_FUTURE. Nothing is done over a bad event; it is parked for a person.
 */
export function parseEvent(body: string, now: number): IncomingEvent {
  const event = checked(envelope, parseJson(body), 'the event');
  const type = event['detail-type'];
  if (isSubjectTrigger(type)) return readTrigger(type, event.detail, now);
  switch (type) {
    case 'ServiceShutDown': {
      const detail = checked(serviceShutDown, event.detail, type);
      return { type, ...detail, receivedAt: past(detail.receivedAt, 'receivedAt', now) };
    }
    case 'PreconditionsMet': {
      const detail = checked(preconditionsMet, event.detail, type);
      if (Object.keys(detail.preconditions).length === 0) throw incomplete(type, ['preconditions']);
      return { type, ...detail, metAt: past(detail.metAt, 'metAt', now) };
    }
    case 'ConsentGiven': {
      const detail = checked(consentGiven, event.detail, type);
      return { type, ...detail, givenAt: past(detail.givenAt, 'givenAt', now) };
    }
    case 'AccountReopened': {
      const detail = checked(accountReopened, event.detail, type);
      return { type, ...detail, reopenedAt: past(detail.reopenedAt, 'reopenedAt', now) };
    }
    case 'BackupRefreshed': {
      const detail = checked(backupRefreshed, event.detail, type);
      return { type, ...detail, refreshedAt: past(detail.refreshedAt, 'refreshedAt', now) };
    }
    case 'RecipientConfirmed': {
      const detail = checked(recipientConfirmed, event.detail, type);
      return { type, ...detail, confirmedAt: past(detail.confirmedAt, 'confirmedAt', now) };
    }
    case 'PersonalDataStored': {
      const { times, key, ...detail } = checked(personalDataStored, event.detail, type);
      const instants = Object.entries(times).map(([point, at]) => [point, Date.parse(at)]);
      return { type, id: event.id, ...detail, key: key ?? null, times: Object.fromEntries(instants) };
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

/**
 * Reads what a trigger says, as `detail` of its event or as a person gave it for a request that came by mail or phone.
 * @throws ExpungeError EVENT_INCOMPLETE, EVENT_FROM_THE_FUTURE.
 */
export function readTrigger(type: SubjectTrigger['type'], given: unknown, now: number): SubjectTrigger {
  const detail = checked(subjectTrigger, given, type);
  const named = scopesOf(detail);
  if (named.length > 1) throw incomplete(type, named, 'At most one of them says what it is about.');
  if ((detail.key !== undefined || detail.object !== undefined) && detail.dataset === undefined) {
    throw incomplete(type, ['dataset'], 'A record is named together with its dataset.');
  }
  if (detail.dataset !== undefined && (detail.key === undefined) === (detail.object === undefined)) {
    throw incomplete(type, ['key', 'object'], 'A record of a dataset is named by one of them.');
  }
  if (type === 'PurposeFulfilled' && detail.dataset === undefined) {
    throw incomplete(type, ['dataset', 'key'], 'It is about one record.');
  }
  return { type, ...detail, receivedAt: past(detail.receivedAt, 'receivedAt', now) };
}

export function isSubjectTrigger(type: string): type is SubjectTrigger['type'] {
  return (SUBJECT_TRIGGERS as readonly string[]).includes(type);
}

function scopesOf(detail: Pick<CaseRequest, 'categories' | 'permission' | 'plugin' | 'dataset'>): string[] {
  return (['categories', 'permission', 'plugin', 'dataset'] as const).filter((name) => detail[name] !== undefined);
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
  const result = safeParse(shape, value);
  if (result.success) return result.data;
  const { issues } = result.error;
  const fields = [...new Set(issues.map((issue) => ourPart(issue.path) || 'the whole'))];
  const strange = issues.some((issue) => issue.code === 'unrecognized_keys' && issue.path.length === 0);
  throw incomplete(what, fields, strange ? 'It has a member that none of its kind has.' : undefined);
}

function incomplete(what: string, fields: readonly string[], why?: string): ExpungeError {
  const names = `In ${what}, missing or not of the right form: ${fields.join(', ')}.`;
  return new ExpungeError('EVENT_INCOMPLETE', [names, why, 'See docs/formats.md.'].filter(Boolean).join(' '));
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
