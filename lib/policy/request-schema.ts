import * as z from 'zod';
import { value } from './values.ts';
import { categoryId, clause, id, text } from './vocabulary.ts';

/** What a policy says of the people who ask: for what they may be refused, by when complaints are answered, who is a minor. */

export const extension = z.strictObject({ clause });

export const refusal = z.strictObject({
  clause,
  evidence: z
    .literal(true)
    .optional()
    .meta({ description: 'The ground itself asks for evidence; a refusal has to name it.' }),
  discretionary: z
    .literal(true)
    .optional()
    .meta({ description: 'The text only says that such a request may be refused.' }),
});

export const complaints = z
  .strictObject({
    clause,
    deadline: value('deadline', 'Answered by then: `15 working days CN`.'),
    deadlineFrom: value('answerFrom', 'What starts the time for the answer: `receipt`.'),
  })
  .meta({ description: 'By when a complaint is answered.' });

const age = z.int('expected an age in years').min(1, 'expected an age in years').max(120, 'expected an age in years');

export const minors = z
  .strictObject({
    under: age.meta({
      description: 'Younger than this is a minor. 15 where the text says 14周岁以下 (Civil Code 1259).',
    }),
    admittedFrom: age.optional().meta({ description: 'Nobody younger than this may use the service.' }),
    clause,
  })
  .meta({ description: 'Whom the text treats as a minor.' });

/** A permission or a plug-in. */
export const source = z.strictObject({
  clause,
  categories: z
    .array(categoryId)
    .min(1, 'expected the ids of some categories')
    .meta({ description: 'The categories that are collected by it.' }),
});

export const detect = z
  .array(text)
  .min(1, 'expected names of fields or shapes of values')
  .meta({ description: 'How it would be noticed: names of fields, and shapes of values such as `id-number`.' });

export const prohibited = z.strictObject({
  id: id.meta({ description: 'A name for it in reports.' }),
  term: text.meta({ description: 'The term of the text itself.' }),
  clause,
  detect: detect.optional(),
});
