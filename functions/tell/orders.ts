import * as z from 'zod/mini';
import { readOrder } from '../wiring/read-order.ts';

/** One line: it is printed where recipients are listed. */
const role = z.string().check(z.regex(/^[^\p{Cc}\p{Cs}]{1,128}$/u));
// As `Referencer.case` and the inventory write them.
const caseId = z.string().check(z.regex(/^[\w-]{22}$/));
const recipient = z.string().check(z.regex(/^[a-z0-9-]{1,32}$/));

const about = { case: caseId, recipient };

const order = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('recipient list'), case: z.nullable(caseId) }),
  z.strictObject({ command: z.literal('recipient letter'), ...about }),
  z.strictObject({ command: z.literal('recipient sent'), ...about, by: role }),
  z.strictObject({ command: z.literal('recipient confirm'), ...about, by: role }),
  z.strictObject({ command: z.literal('recipient escalate'), ...about, by: role }),
  z.strictObject({ command: z.literal('recipient key') }),
]);

/** What a person may ask for. */
export type Order = z.output<typeof order>;

/** What a message may name: of anything else only that it is there. */
const FIELDS: ReadonlySet<unknown> = new Set(['command', 'case', 'recipient', 'by']);

/** @throws ExpungeError USAGE: no order, or one with other fields. */
export const parseOrder = (event: unknown): Order => readOrder(order, event, 'about a recipient', FIELDS);
