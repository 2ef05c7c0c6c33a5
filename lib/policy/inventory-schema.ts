import * as z from 'zod';
import type { TimeField } from './plan.ts';
import { platformSchema } from './platform-schema.ts';
import { id, STARTING_POINTS, text } from './vocabulary.ts';

/** The inventory: where the data is. Closed: a key that is not here is refused. */

const timeField = z
  .union(
    [
      text,
      z.strictObject({
        field: text.meta({ description: 'Attribute that holds the time.' }),
        as: z.enum(['iso', 'epoch-seconds', 'epoch-milliseconds'] satisfies TimeField['as'][]),
      }),
    ],
    'expected the name of an attribute, or `{ field: created_at, as: epoch-seconds }`',
  )
  .meta({ description: 'Attribute that holds the time: ISO 8601 text, unless `as` says otherwise.' });

const times = z
  .strictObject(
    Object.fromEntries(STARTING_POINTS.map((point) => [point, timeField.optional()])) as Record<
      (typeof STARTING_POINTS)[number],
      z.ZodOptional<typeof timeField>
    >,
  )
  .meta({ description: 'Starting point → attribute. `collected` is always needed; S3 has its own (LastModified).' });

const subject = z
  .union(
    [
      z.literal('partition key'),
      z.strictObject({
        index: text.meta({ description: 'Global secondary index.' }),
        attribute: text.meta({ description: 'Its partition key: the attribute that holds the subject id.' }),
      }),
      z.strictObject({
        locator: text.meta({ description: 'Attribute that holds the subject id where no key or index has it.' }),
      }),
    ],
    'expected `partition key`, `{ index: by-merchant, attribute: merchant_id }` or `{ locator: user_id }`',
  )
  .meta({ description: "How a subject's records are found." });

const store = z
  .union(
    [
      z.strictObject({
        dynamodb: z.strictObject({
          table: text.meta({ description: 'The name of the table.' }),
          partitionKey: text.meta({ description: "The table's partition key." }),
          sortKey: text.optional().meta({ description: "The table's sort key; left out where it has none." }),
          subject,
        }),
      }),
      z.strictObject({
        s3: z.strictObject({
          bucket: text.meta({ description: 'The name of the bucket.' }),
          prefix: text.meta({ description: "Ends with `{subject}/`: everything under it is that subject's." }),
        }),
      }),
    ],
    'expected `{ dynamodb: { … } }` or `{ s3: { … } }`',
  )
  .meta({ description: 'One table, or one prefix of a bucket.' });

/** What an anonymiser may be, for a message. */
export const ANONYMISERS = '`remove`, `null`, `{ constant: … }`, `year`, `region` or `redact`';

// What people try instead, and what regulators find passed off as erasure.
const DISGUISES = ['hash', 'sha256', 'md5', 'pseudonymise', 'pseudonymize', 'encrypt', 'tokenise', 'tokenize', 'mask'];

const anonymiser = z
  .union(
    [
      z.enum(['remove', 'null', 'year', 'region', 'redact']),
      // `anonymise: null` is YAML for nothing at all, and what it means here is plain.
      z.null(),
      z.strictObject({ constant: z.union([z.string(), z.number(), z.boolean()]) }),
    ],
    {
      error: (issue) =>
        typeof issue.input === 'string' && DISGUISES.includes(issue.input)
          ? `expected ${ANONYMISERS}; \`${issue.input}\` only disguises a person: whoever holds the key, or tries all phone ` +
            'numbers, finds the person again (PIPL 73: de-identified, not anonymous)'
          : `expected ${ANONYMISERS}`,
    },
  )
  .meta({ description: `What becomes of the field: ${ANONYMISERS}. Hashing is not among them.` });

const field = z.strictObject({
  category: id.optional().meta({ description: "Category of this field; left out, it belongs to the record's." }),
  anonymise: anonymiser.optional(),
});

const copies = z
  .union(
    [
      z.literal('none'),
      z.strictObject({
        pitrDays: z.int().min(0).max(35).optional().meta({ description: 'Point-in-time recovery window, days.' }),
        backups: z
          .array(z.strictObject({ name: text, days: z.int().min(1) }))
          .optional()
          .meta({ description: 'Each with how many days it is kept.' }),
      }),
    ],
    'expected `{ pitrDays: 35, backups: [{ name: nightly, days: 30 }] }`, or `none`',
  )
  .meta({ description: 'How long copies of an erased record live on.' });

const dataset = z.strictObject({
  policy: id.meta({ description: 'The policy whose promises bind these data.' }),
  of: id.optional().meta({
    description:
      'Another dataset of the same table, whose records these are: here are only the fields of another person in them.',
  }),
  store,
  times: times.optional(),
  category: id.meta({
    description: 'What the record itself is: the rule of this category decides about the whole record.',
  }),
  fields: z
    .record(text, field)
    .optional()
    .meta({ description: 'The personal fields; a path has dots: `address.city`.' }),
  notPersonal: z.array(text).optional().meta({
    description: 'Attributes that hold nothing personal. Any attribute not named at all is reported as drift.',
  }),
  copies: copies.optional(),
  dayBudget: z.int().min(1).optional().meta({
    description:
      'How many records each rule may erase here in a day (UTC) before it pauses until somebody approves. Default: five times the mean of the last 28 days, 100 at least.',
  }),
  recipients: z.array(id).optional().meta({
    description: 'Who receives these data, by their names under `recipients`: each is told to erase them too.',
  }),
});

const channel = z
  .union(
    [
      z.strictObject({
        https: text.meta({ description: 'A signed POST to this address. docs/formats.md says how to check it.' }),
      }),
      z.strictObject({ sqs: text.meta({ description: 'Name of a queue of the same account and region, or an ARN.' }) }),
      z.strictObject({ eventBus: text.meta({ description: 'ARN of an event bus.' }) }),
      z.strictObject({
        letter: z
          .array(text)
          .min(1)
          .max(8)
          .meta({ description: 'Postal address, line by line: a person prints and sends it.' }),
      }),
    ],
    'expected `{ https: https://… }`, `{ sqs: erasures }`, `{ eventBus: arn:… }` or `{ letter: [Line 1, Line 2] }`',
  )
  .meta({ description: 'How it is told to erase.' });

const recipient = z
  .strictObject({
    name: text.meta({ description: 'Who it is.' }),
    role: z.enum(['processor', 'controller']).meta({
      description:
        '`processor`: bound by our instructions. `controller`: decides for itself what it does with the data.',
    }),
    ground: text.meta({ description: 'The clause of the policy under which it receives data. In quotes.' }),
    tell: channel.optional(),
    confirmWithin: text.optional().meta({
      description: 'Within what it has to confirm that it erased too. Default: 15 working days CN.',
    }),
    confirmTo: text.optional().meta({
      description: 'Where it is to answer, as the notice tells it. Needed for letters; default: the event bus.',
    }),
    keeps: z
      .strictObject({
        because: z.enum(['law', 'own-authorisation']).meta({ description: 'The only two reasons for not telling it.' }),
        why: text.meta({ description: 'The law, or how the person authorised the recipient itself.' }),
      })
      .optional()
      .meta({
        description: 'It is not told to erase, because law or an authorisation of its own lets it keep the data.',
      }),
  })
  .meta({ description: 'Somebody who receives personal data from the controller.' });

const notPersonal = z.union(
  [
    z.strictObject({
      table: text,
      reason: text,
      check: z.literal(true).optional().meta({ description: 'Let the audit look whether that is so.' }),
    }),
    z.strictObject({ bucket: text, reason: text }),
  ],
  'expected `{ table: product-catalogue, reason: … }` or `{ bucket: …, reason: … }`',
);

export const inventorySchema = z
  .strictObject({
    inventory: id.meta({ description: 'A name for this inventory.' }),
    datasets: z.record(id, dataset).meta({ description: 'One per table or bucket prefix that holds personal data.' }),
    platforms: z.array(platformSchema).optional().meta({
      description: 'Apps whose platforms tell when a user takes an authorisation back, or closes the account.',
    }),
    recipients: z
      .record(id, recipient)
      .optional()
      .meta({ description: 'Who receives personal data from the controller.' }),
    notPersonal: z
      .array(notPersonal)
      .optional()
      .meta({ description: 'Stores of the same app that hold no personal data, each with a reason.' }),
  })
  .meta({ title: 'Expunge inventory', description: 'Where the personal data is.' });

export type InventoryFile = z.infer<typeof inventorySchema>;
export type DatasetText = InventoryFile['datasets'][string];
export type RecipientText = NonNullable<InventoryFile['recipients']>[string];
