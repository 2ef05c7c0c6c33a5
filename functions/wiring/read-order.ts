import type * as z from 'zod/mini';
import { ExpungeError } from '../../lib/errors.ts';
import { safeParse } from '../../lib/safe-parse.ts';

/**
 * Reads what a person asked a function for.
 * @param about completes "This is no order …".
 * @param fields what a message may name: of anything else only that it is there. A subject may be among the values.
 * @throws ExpungeError USAGE: no order, or one with other fields. It quotes nothing.
 */
export function readOrder<T extends z.ZodMiniType>(
  shape: T,
  event: unknown,
  about: string,
  fields: ReadonlySet<unknown> = new Set(),
): z.output<T> {
  const result = safeParse(shape, event);
  if (result.success) return result.data;
  const named = new Set(result.error.issues.map(({ path }) => path[0]).filter((field) => fields.has(field)));
  const where = named.size === 0 ? 'its fields are others' : `look at ${[...named].join(', ')}`;
  throw new ExpungeError('USAGE', `This is no order ${about} (${where}). docs/formats.md says what one is made of.`);
}
