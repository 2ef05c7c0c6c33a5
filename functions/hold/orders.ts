import * as z from 'zod/mini';
import { readOrder } from '../wiring/read-order.ts';

/** One line: it is printed where holds are listed. */
const line = (most: number) => z.string().check(z.regex(new RegExp(`^[^\\p{Cc}\\p{Cs}]{1,${most}}$`, 'u')));
const id = z.string().check(z.regex(/^[A-Za-z0-9._-]{1,64}$/));
/** As long as in an event, and whole: half a character would be written down as another, and protect somebody else. */
const subject = z.string().check(z.regex(/^\P{Cs}+$/u), z.maxLength(2048));

const on = z.union([
  z.strictObject({ policy: line(64), subject: z.exactOptional(subject) }),
  z.strictObject({ dataset: line(64) }),
]);

const order = z.discriminatedUnion('command', [
  z.strictObject({
    command: z.literal('hold place'),
    id,
    on,
    ground: line(64),
    authority: line(256),
    by: line(128),
    reviewAt: z.iso.datetime(),
  }),
  z.strictObject({
    command: z.literal('extension grant'),
    id,
    on,
    ground: line(64),
    authority: line(256),
    by: line(128),
    until: z.iso.date(),
    reviewAt: z.exactOptional(z.iso.datetime()),
  }),
  z.strictObject({ command: z.literal('hold list') }),
  z.strictObject({ command: z.literal('hold release'), id, by: line(128) }),
]);

/**
 * What may be asked for. `reviewAt` is an instant in UTC, `until` the last day in the policy's zone; without `subject` a hold is
 * on the whole policy.
 */
export type Order = z.output<typeof order>;

/** What a message may name: of anything else only that it is there. */
const FIELDS: ReadonlySet<unknown> = new Set(['command', 'id', 'on', 'ground', 'authority', 'by', 'reviewAt', 'until']);

/** @throws ExpungeError USAGE: no order, or one with other fields. It quotes nothing: a subject may be among them. */
export const parseOrder = (event: unknown): Order => readOrder(order, event, 'about a hold', FIELDS);
