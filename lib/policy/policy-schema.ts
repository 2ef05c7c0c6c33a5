import * as z from 'zod';
import { action, clause, date, id, orDecision, ruleId, startingPoint, text } from './vocabulary.ts';

/** A policy file: the promises of one controller for one product. Closed: a key that is not here is refused. */

export const DEFAULT_WINDOW = '1 day';

/** The plain values, apart from their files: a decision's value has to pass the same test. */
export const values = {
  controller: text,
  effective: date,
  zone: text,
  residency: z.enum(['CN-mainland', 'anywhere']),
  start: startingPoint,
  period: text,
  action,
  deadline: text,
  deadlineFrom: z.enum(['receipt', 'preconditions met']),
};

export type ValueKind = keyof typeof values;

const expectations: Record<ValueKind, string> = {
  controller: 'the name of the controller',
  effective: 'a date such as 2021-11-03',
  zone: 'an IANA time zone such as Asia/Shanghai',
  residency: '`CN-mainland` or `anywhere`',
  start: 'a starting point: `collected`, `last used`, `purpose fulfilled` or `transaction completed`',
  period: 'a period such as `180 days`, or `none`',
  action: '`delete` or `anonymise`',
  deadline: 'a period such as `15 working days CN`',
  deadlineFrom: '`receipt`',
};

/** What a value of this kind looks like, for a message. */
export function expectation(kind: ValueKind): string {
  return expectations[kind];
}

function value(kind: ValueKind, description: string) {
  // Every kind is a word in the end; which words are allowed, the schema itself knows.
  return orDecision(values[kind] as z.ZodType<string>, expectations[kind]).meta({ description });
}

const decision = z
  .strictObject({
    question: text.meta({ description: 'What the text leaves open.' }),
    clause,
    value: text.nullable().meta({ description: 'The answer. null: still open, and the policy does not activate.' }),
    by: text.optional().meta({ description: 'The role that decided; not a name.' }),
    on: date.optional().meta({ description: 'When it was decided.' }),
    why: text.optional().meta({ description: 'The reason, for whoever reads the report.' }),
  })
  .meta({ description: 'A value the policy text does not state, decided by the operator and shown as such.' });

const category = z.strictObject({
  term: text.meta({ description: 'The term of the text itself.' }),
  clause,
  sensitivity: z.enum(['ordinary', 'sensitive', 'contextual']).meta({
    description: '`contextual`: may hold anything, such as a photo or free text.',
  }),
  sensitivityFrom: z
    .enum(['policy', 'law'])
    .optional()
    .meta({ description: 'Who calls it sensitive. PIPL 28 is law.' }),
  interfaces: z.array(text).min(1).optional().meta({ description: 'Platform interfaces that collect it.' }),
  revokeCodes: z.array(z.int()).min(1).optional().meta({ description: "The platform's codes for withdrawing it." }),
  stored: z
    .boolean()
    .optional()
    .meta({ description: 'false: used but never kept, so no dataset is needed. Default true.' }),
});

const floor = z
  .strictObject({
    period: text.meta({ description: 'Not before this: `3 years`.' }),
    start: startingPoint.meta({ description: 'What starts the floor.' }),
    law: text.meta({ description: 'The law that demands it: `E-commerce Law Art. 31`.' }),
  })
  .meta({ description: 'A legal minimum. Nothing is erased before it has passed.' });

const rule = z.strictObject({
  clause,
  categories: z
    .array(id)
    .min(1)
    .meta({ description: 'Categories this rule decides about. Each category has one rule.' }),
  start: value('start', 'What starts the period. May be left out where the period is `none`.').optional(),
  period: value('period', 'Gone by then. `none`: only a trigger ends it.'),
  action: value('action', 'What happens at the end.'),
  window: text.optional().meta({
    description: `How long before the end the work may begin: \`1 day\`, \`6 hours\`. Default ${DEFAULT_WINDOW}.`,
  }),
  floor: floor.optional(),
});

const ground = z
  .strictObject({
    clause,
    law: text.optional().meta({ description: 'The law behind it, where the text itself is silent: `PIPL Art. 47`.' }),
  })
  .meta({ description: 'A ground on which a hold may be placed.' });

const trigger = z.strictObject({
  clause,
  deadline: value('deadline', 'Not after this: `15 working days CN`.'),
  deadlineFrom: value('deadlineFrom', 'What starts the deadline. Today only `receipt` can be carried out.'),
  covers: z
    .union([z.literal('all'), z.array(ruleId).min(1)], 'expected `all` or a list of rule ids')
    .meta({ description: 'Rules whose data go with the trigger, as soon as their floor allows.' }),
});

export const policySchema = z
  .strictObject({
    policy: id.meta({ description: 'The id of the policy; events and receipts name it.' }),
    version: text.meta({ description: "The text's own version or date. In quotes." }),
    controller: value('controller', 'Who made the promise.'),
    source: text.meta({ description: 'File name of the policy text.' }),
    published: z
      .union([date, z.literal('not stated')], 'expected a date such as 2021-11-03, or `not stated`')
      .meta({ description: 'When the text was published.' }),
    effective: value('effective', 'From when the text binds.'),
    zone: value('zone', 'IANA time zone in which days are counted.'),
    residency: z
      .strictObject({ in: value('residency', 'Where data may be stored.'), clause })
      .optional()
      .meta({ description: 'Where the policy promises to store. Left out: it promises nothing.' }),
    decisions: z.record(id, decision).optional().meta({ description: 'What the text does not state.' }),
    categories: z.record(id, category).meta({ description: 'The kinds of personal data the text names.' }),
    prohibited: z
      .array(z.strictObject({ term: text, clause }))
      .optional()
      .meta({ description: 'Kinds of data the text promises never to collect.' }),
    rules: z.record(ruleId, rule).meta({ description: 'Deletion rules: starting point, period, action.' }),
    grounds: z
      .record(id, ground)
      .optional()
      .meta({ description: 'What may suspend an erasure, by the letter or number that the text gives it.' }),
    triggers: z
      .strictObject({ AccountClosed: trigger.optional() })
      .optional()
      .meta({ description: 'What ends retention besides the passing of time.' }),
  })
  .meta({ title: 'Expunge policy', description: 'The promises of one privacy policy, each with its clause.' });

export type PolicyFile = z.infer<typeof policySchema>;
export type RuleText = PolicyFile['rules'][string];
export type TriggerText = NonNullable<NonNullable<PolicyFile['triggers']>['AccountClosed']>;
