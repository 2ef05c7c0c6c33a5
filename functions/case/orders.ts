import * as z from 'zod/mini';
import { ExpungeError } from '../../lib/errors.ts';
import { parseEvent, type ServiceShutDown } from '../../lib/registry/events.ts';
import { readOrder } from '../wiring/read-order.ts';

/** One line: it is printed where cases are shown. */
const line = (most: number) => z.string().check(z.regex(new RegExp(`^[^\\p{Cc}\\p{Cs}]{1,${most}}$`, 'u')));
/** A reason in writing may have several lines. */
const written = z.string().check(z.regex(/^\P{Cs}+$/u), z.maxLength(2000));
const id = z.string().check(z.regex(/^[A-Za-z0-9._-]{1,64}$/));
const caseId = z.string().check(z.regex(/^[\w-]{22}$/));
const by = line(128);
const reference = line(200);
const code = line(64);

const order = z.discriminatedUnion('command', [
  // What is in `detail` is read like the detail of the trigger's event.
  z.strictObject({ command: z.literal('case open'), trigger: line(64), detail: z.record(z.string(), z.unknown()) }),
  z.strictObject({ command: z.literal('case show'), case: caseId }),
  z.strictObject({
    command: z.literal('case list'),
    state: z.nullable(z.enum(['waiting', 'open', 'restricted', 'refused'])),
    policy: z.nullable(line(64)),
    after: z.string().check(z.maxLength(64)),
  }),
  z.strictObject({ command: z.literal('case meet'), case: caseId, gate: line(64), evidence: reference, by }),
  z.strictObject({
    command: z.literal('case refuse'),
    case: caseId,
    code,
    reason: written,
    evidence: z.exactOptional(reference),
    by,
  }),
  z.strictObject({ command: z.literal('case grant'), case: caseId, reason: written, appeal: z.exactOptional(id), by }),
  z.strictObject({
    command: z.literal('case answer'),
    case: caseId,
    reply: z.exactOptional(id),
    outcome: z.enum(['granted', 'refused', 'partly']),
    code: z.exactOptional(code),
    by,
  }),
  z.strictObject({
    command: z.literal('case complain'),
    case: caseId,
    id,
    receivedAt: z.iso.datetime({ offset: true }),
    appealOf: z.exactOptional(id),
  }),
  z.strictObject({ command: z.literal('case fee'), case: caseId, amount: line(64), why: written, by }),
]);

/** What may be asked for at the desk. Instants are ISO 8601. */
export type Order = z.output<typeof order>;

/** What a message may name: of anything else only that it is there. */
const FIELDS: ReadonlySet<unknown> = new Set(
  'command trigger detail case state policy after gate evidence by code reason appeal reply outcome id receivedAt appealOf amount why'.split(
    ' ',
  ),
);

/** @throws ExpungeError USAGE: no order, or one with other fields. It quotes nothing: a subject may be among them. */
export const parseOrder = (event: unknown): Order => readOrder(order, event, 'to the case desk', FIELDS);

/**
 * Reads what is no trigger of one subject: the end of a service, as its event says it.
 * @throws ExpungeError EVENT_UNKNOWN_TYPE, and what `parseEvent` throws.
 */
export function readShutDown(type: string, detail: Readonly<Record<string, unknown>>, now: number): ServiceShutDown {
  if (type === 'ServiceShutDown') {
    const [id, time] = ['desk', new Date(now).toISOString()];
    const event = parseEvent(JSON.stringify({ id, source: id, time, 'detail-type': type, detail }), now);
    if (event.type === type) return event;
  }
  throw new ExpungeError(
    'EVENT_UNKNOWN_TYPE',
    'No case is opened by that. See docs/formats.md for the triggers there are.',
  );
}
