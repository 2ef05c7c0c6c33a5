import * as z from 'zod';
import { provision, provisionId } from './provision-schema.ts';
import { complaints, detect, extension, minors, prohibited, refusal, source } from './request-schema.ts';
import { TRIGGER_KINDS, type TriggerText, trigger } from './trigger-schema.ts';
import { value } from './values.ts';
import { categoryId, clause, date, floorStart, id, ruleId, text } from './vocabulary.ts';

/** A policy file: the promises of one controller for one product. Closed: a key that is not here is refused. */

export const DEFAULT_WINDOW = '1 day';

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
  revokeCodes: z
    .array(z.union([z.int(), text], 'expected a code of the platform: a number, or a word such as `user_info`'))
    .min(1)
    .optional()
    .meta({ description: "The platform's codes for withdrawing it." }),
  stored: z
    .boolean()
    .optional()
    .meta({ description: 'false: used but never kept, so no dataset is needed. Default true.' }),
  detect: detect.optional(),
});

const floor = z
  .strictObject({
    period: text.meta({ description: 'Not before this: `3 years`.' }),
    start: floorStart.meta({ description: 'What starts the floor.' }),
    law: text.meta({ description: 'The law that demands it: `E-commerce Law Art. 31`.' }),
  })
  .meta({ description: 'A legal minimum. Nothing is erased before it has passed.' });

const rule = z.strictObject({
  clause,
  categories: z
    .array(categoryId)
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
    categories: z.record(categoryId, category).meta({ description: 'The kinds of personal data the text names.' }),
    prohibited: z
      .array(prohibited)
      .optional()
      .meta({ description: 'Kinds of data the text promises never to collect.' }),
    permissions: z
      .record(id, source)
      .optional()
      .meta({ description: 'Permissions of the device or the platform, with what is collected by each.' }),
    plugins: z
      .record(id, source)
      .optional()
      .meta({ description: 'Plug-ins of others, with what is collected through each.' }),
    rules: z.record(ruleId, rule).meta({ description: 'Deletion rules: starting point, period, action.' }),
    grounds: z
      .record(id, ground)
      .optional()
      .meta({ description: 'What may suspend an erasure, by the letter or number that the text gives it.' }),
    extensions: z
      .record(id, extension)
      .optional()
      .meta({ description: 'On what a period or a deadline may be made longer: only what the text has.' }),
    refusals: z
      .record(id, refusal)
      .optional()
      .meta({ description: 'For what a request may be refused, by the letter or number that the text gives it.' }),
    complaints: complaints.optional(),
    minors: minors.optional(),
    triggers: z
      .strictObject(
        Object.fromEntries(TRIGGER_KINDS.map((kind) => [kind, trigger.optional()])) as Record<
          (typeof TRIGGER_KINDS)[number],
          z.ZodOptional<typeof trigger>
        >,
      )
      .optional()
      .meta({ description: 'What ends retention besides the passing of time.' }),
    provisions: z
      .record(provisionId, provision)
      .optional()
      .meta({ description: 'Every provision of the text: what here carries it out, or why software cannot.' }),
  })
  .meta({ title: 'Expunge policy', description: 'The promises of one privacy policy, each with its clause.' });

export type PolicyFile = z.infer<typeof policySchema>;
export type RuleText = PolicyFile['rules'][string];
export type TriggersText = NonNullable<PolicyFile['triggers']>;
export type { TriggerText };
