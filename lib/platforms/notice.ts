import * as z from 'zod/mini';
import { ExpungeError } from '../errors.ts';
import { PLATFORMS, type Platform } from '../policy/plan-platforms.ts';
import { safeParse } from '../safe-parse.ts';

/** What the company's own endpoint received from a platform, and handed on unchanged. */
export interface Notice {
  readonly platform: Platform;
  /** Whose it is, where the company knows; null: as its app is configured. */
  readonly policy: string | null;
  /** When the company's endpoint received it, milliseconds. */
  readonly receivedAt: number;
  readonly query: Readonly<Record<string, string>>;
  /** By names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Clocks differ. A notice from further ahead than this is not believed. */
const AHEAD = 10 * 60_000;

const COGNITO_SOURCE = 'aws.cognito-idp';

const texts = z.record(z.string(), z.string());
const instant = z.iso.datetime({ offset: true });

const envelope = z.object({ source: z.string(), 'detail-type': z.string(), time: instant, detail: z.unknown() });

const platformNotice = z.object({
  platform: z.enum(PLATFORMS),
  policy: z.optional(z.string()),
  receivedAt: instant,
  query: z.optional(texts),
  headers: z.optional(texts),
  body: z.string(),
});

const NAMES: ReadonlySet<PropertyKey> = new Set([...Object.keys(envelope.shape), ...Object.keys(platformNotice.shape)]);

/**
 * Reads an EventBridge event: a `PlatformNotice` of the company's, or an API call to Cognito as CloudTrail saw it.
 * @throws ExpungeError EVENT_NOT_JSON, EVENT_INCOMPLETE (names the field, never its value), EVENT_UNKNOWN_TYPE,
 * EVENT_FROM_THE_FUTURE.
 */
export function parseNotice(message: string, now: number): Notice {
  const event = checked(envelope, parseJson(message), 'the event');
  if (event['detail-type'] === 'PlatformNotice') return noticeOf(event.detail, now);
  // No one but AWS can put events from a source that begins with `aws.`
  if (event.source !== COGNITO_SOURCE) {
    throw new ExpungeError('EVENT_UNKNOWN_TYPE', 'This queue takes notices of platforms only. See docs/formats.md.');
  }
  return {
    platform: 'cognito',
    policy: null,
    receivedAt: past(event.time, now),
    query: {},
    headers: {},
    body: JSON.stringify(event.detail ?? null),
  };
}

/** The detail of a `PlatformNotice` alone, as a company keeps one in a file. Throws as `parseNotice`. */
export function noticeOf(detail: unknown, now: number): Notice {
  const {
    policy = null,
    receivedAt,
    query = {},
    headers = {},
    ...rest
  } = checked(platformNotice, detail, 'the notice');
  const small = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { ...rest, policy, receivedAt: past(receivedAt, now), query, headers: Object.fromEntries(small) };
}

function parseJson(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    // The parser's own message quotes the text it could not read.
    throw new ExpungeError('EVENT_NOT_JSON', 'The message is not JSON. Send the event as EventBridge delivers it.');
  }
}

function checked<T extends z.ZodMiniType>(shape: T, value: unknown, what: string): z.output<T> {
  const result = safeParse(shape, value);
  if (result.success) return result.data;
  const fields = new Set(result.error.issues.map(({ path: [name] }) => (name && NAMES.has(name) ? name : 'the whole')));
  throw new ExpungeError(
    'EVENT_INCOMPLETE',
    `In ${what}, missing or not of the right form: ${[...fields].map(String).join(', ')}. See docs/formats.md.`,
  );
}

function past(at: string, now: number): number {
  const instant = Date.parse(at);
  if (instant <= now + AHEAD) return instant;
  throw new ExpungeError(
    'EVENT_FROM_THE_FUTURE',
    'receivedAt lies in the future. Nothing is scheduled on it; check the clock of your endpoint and send it again.',
  );
}
