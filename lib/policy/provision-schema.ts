import * as z from 'zod';
import { clause, text } from './vocabulary.ts';

/** Where each provision of a policy text is carried out. Read by people and by the list of provisions; never by a function. */

/** What may stand for a part of the program: the functions, the deployment, the command line. */
export const PARTS = [
  'adapt',
  'anonymise',
  'approve',
  'case',
  'certify',
  'delete',
  'find-due',
  'hold',
  'open-case',
  'operate',
  'report',
  'seal',
  'sweep',
  'tag',
  'tell',
  'cli',
  'infra',
] as const;

export const provisionId = z.string().regex(/^[A-Z]-[0-9]{2}$/, 'expected a provision id such as `A-01`');

export const provision = z.union(
  [
    z.strictObject({
      clause,
      by: z.array(text).min(1, 'expected paths of this file').optional().meta({
        description: 'What of this file carries it out: `rules.orders`, `triggers.AccountClosed`, `residency`.',
      }),
      functions: z
        .array(z.enum(PARTS))
        .min(1, 'expected parts of the program')
        .optional()
        .meta({ description: 'Which parts of the program carry it out.' }),
    }),
    z.strictObject({
      clause,
      notSoftware: text.meta({ description: 'Why no software can carry it out.' }),
    }),
  ],
  'expected `{ clause, by: [rules.orders], functions: [delete] }`, or `{ clause, notSoftware: reason }`',
);

export type ProvisionText = z.infer<typeof provision>;
