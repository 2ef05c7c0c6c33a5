import * as z from 'zod/mini';
import { ExpungeError } from '../../lib/errors.ts';
import { safeParse } from '../../lib/safe-parse.ts';

/** As long as a subject's id in an event. */
const text = z.string().check(z.regex(/^\P{Cs}+$/u), z.maxLength(2048));

const order = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('epoch list') }),
  z.strictObject({ command: z.literal('epoch rotate') }),
  z.strictObject({ command: z.literal('epoch destroy'), id: text }),
  z.strictObject({ command: z.literal('receipts find'), policy: text, subject: text, after: z.nullable(text) }),
]);

/** What an operator may ask for. `receipts find` is asked again with `after` until nothing is left. */
export type Order = z.output<typeof order>;

/** @throws ExpungeError USAGE: no order, or one with other fields. It quotes nothing: a subject may be among them. */
export function parseOrder(event: unknown): Order {
  const result = safeParse(order, event);
  if (result.success) return result.data;
  throw new ExpungeError(
    'USAGE',
    'This is no command that operate knows, or its fields are others. Use the command line of the version that is deployed.',
  );
}
