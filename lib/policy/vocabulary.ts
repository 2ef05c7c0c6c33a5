import * as z from 'zod';
import type { FloorStart, StartingPoint } from './plan.ts';

/** The words both files share, as zod sees them. The messages are what a person reads when a word is wrong. */

export const STARTING_POINTS = [
  'collected',
  'last used',
  'purpose fulfilled',
  'transaction completed',
] as const satisfies readonly StartingPoint[];

export const text = z.string().trim().min(1, 'expected some text');

/** Up to 32 characters: ids are part of every timer and tag, which have 200 bytes for all they say. */
export const id = z
  .string()
  .regex(/^[a-z0-9-]{1,32}$/, 'expected an id of at most 32 small letters, digits and hyphens');

export const ruleId = z
  .string()
  .regex(/^[a-z0-9-]{1,24}$/, 'expected a rule id of at most 24 small letters, digits and hyphens');

/** A category alone makes a derived rule, `~<category>`, which is to fit where rules do. */
export const categoryId = z
  .string()
  .regex(/^[a-z0-9-]{1,23}$/, 'expected a category id of at most 23 small letters, digits and hyphens');

export const date = z.iso.date('expected a date such as 2026-11-23');

export const startingPoint = z.enum(STARTING_POINTS);
export const floorStart = z.enum([...STARTING_POINTS, 'account closed'] as const satisfies readonly FloorStart[]);
export const action = z.enum(['delete', 'anonymise']);

export const clause = z
  .union(
    [
      z.strictObject({
        at: text.meta({
          description: 'Where in the text: its own number or heading. In quotes where it looks like a number.',
        }),
        quote: text.meta({ description: 'The words of the text, unchanged. White space does not count.' }),
      }),
      z.strictObject({
        at: text.meta({ description: 'Where the text should have said it.' }),
        silent: z.literal(true).meta({ description: 'The text says nothing here: what follows is a decision.' }),
      }),
    ],
    'expected a clause: `{ at: "5.5", quote: "…" }`, or `{ at: "5.5", silent: true }` where the text says nothing',
  )
  .meta({ description: 'Where the policy text makes this promise.' });

export type Clause = z.infer<typeof clause>;

export const decisionRef = z
  .strictObject({ decision: id.meta({ description: 'A name under `decisions`.' }) })
  .meta({ description: 'The text does not state this: an operator decision does.' });

/** A value of the text, or the name of the decision that stands in for it. */
export function orDecision<T extends z.ZodType>(value: T, expected: string) {
  return z.union(
    [value, decisionRef],
    `expected ${expected}, or \`{ decision: name }\` where the text does not state it`,
  );
}
