import * as z from 'zod/mini';
import { readOrder } from '../wiring/read-order.ts';

/** One line: it is printed where brakes are listed. */
const line = (most: number) => z.string().check(z.regex(new RegExp(`^[^\\p{Cc}\\p{Cs}]{1,${most}}$`, 'u')));
/** More than any table of people has, and exact as a number. */
const MOST_RECORDS = 1e12;

const order = z.discriminatedUnion('command', [
  z.strictObject({
    command: z.literal('approve'),
    policy: line(64),
    dataset: z.exactOptional(line(64)),
    rule: z.exactOptional(line(64)),
    records: z.exactOptional(z.int().check(z.gte(1), z.lte(MOST_RECORDS))),
    by: line(128),
  }),
  z.strictObject({ command: z.literal('brake list') }),
]);

/**
 * What may be asked for. Without `dataset` or `rule`, an approval is for every rule of the policy that waits; without
 * `records`, for as many today as on any other day.
 */
export type Order = z.output<typeof order>;

/** What a message may name: of anything else only that it is there. */
const FIELDS: ReadonlySet<unknown> = new Set(['command', 'policy', 'dataset', 'rule', 'records', 'by']);

/** @throws ExpungeError USAGE: no order, or one with other fields. It quotes nothing. */
export const parseOrder = (event: unknown): Order => readOrder(order, event, 'about a brake', FIELDS);
