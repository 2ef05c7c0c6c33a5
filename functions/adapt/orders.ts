import * as z from 'zod/mini';
import { ExpungeError } from '../../lib/errors.ts';
import { safeParse } from '../../lib/safe-parse.ts';

/** As many as one read of the registry takes. */
export const MOST_ENTRIES = 100;

const order = z.strictObject({
  command: z.literal('platform list'),
  platform: z.literal('wechat'),
  app: z.string().check(z.regex(/^[\w-]{1,64}$/)),
  date: z.iso.date(),
  revocations: z
    .array(
      z.strictObject({
        subject: z.string().check(z.regex(/^[\w-]{16,64}$/)),
        codes: z.array(z.string().check(z.regex(/^\d{1,4}$/))).check(z.minLength(1), z.maxLength(64)),
      }),
    )
    .check(z.minLength(1), z.maxLength(MOST_ENTRIES)),
});

export type Order = z.output<typeof order>;

/** @throws ExpungeError USAGE: no order, or one with other fields. It quotes nothing: subjects are in it. */
export function parseOrder(event: unknown): Order {
  const result = safeParse(order, event);
  if (result.success) return result.data;
  throw new ExpungeError(
    'USAGE',
    'This is no order about the list of a platform. docs/formats.md says what one is made of.',
  );
}
