import * as z from 'zod';
import type { ScopeKind, TriggerKind } from './plan.ts';
import { value } from './values.ts';
import { clause, id, ruleId } from './vocabulary.ts';

/** What may start an erasure besides the passing of time, and what each kind of it may be about. */

/**
 * What each trigger may be about. Where there is one thing only, a policy need not say it. `withdrawals` are about categories,
 * named one by one, by a permission, by a plug-in, or all of them.
 */
const withdrawals: readonly ScopeKind[] = ['account', 'category', 'permission', 'plugin'];
export const TRIGGER_SCOPES: Readonly<Record<TriggerKind, readonly ScopeKind[]>> = {
  AccountClosed: ['account'],
  MiniProgramRecordCancelled: ['account'],
  PlatformAccountCancelled: ['account'],
  GuardianRequest: ['account'],
  ConsentWithdrawn: withdrawals,
  PermissionRevoked: withdrawals,
  ErasureRequested: withdrawals,
  UnlawfulProcessing: withdrawals,
  OtherLaw: withdrawals,
  PurposeFulfilled: ['record'],
  ServiceShutDown: ['all subjects'],
};

export const TRIGGER_KINDS = Object.keys(TRIGGER_SCOPES) as TriggerKind[];

/** Whether the trigger takes categories away, rather than ending the account or a record. */
export function isWithdrawal(kind: TriggerKind): boolean {
  return TRIGGER_SCOPES[kind] === withdrawals;
}

const SCOPE_KINDS = [
  'account',
  'category',
  'permission',
  'plugin',
  'record',
  'all subjects',
] as const satisfies readonly ScopeKind[];

const gate = z.strictObject({
  clause,
  required: value(
    'required',
    'Whether it is asked for where the text says only that it may be. Default `yes`.',
  ).optional(),
});

const answer = z
  .strictObject({
    clause,
    deadline: value('deadline', 'The person has an answer by then: `15 working days CN`.'),
    deadlineFrom: value('answerFrom', 'What starts the time for the answer: `receipt`.'),
  })
  .meta({ description: 'By when the person is answered, whatever becomes of the data.' });

export const trigger = z.strictObject({
  clause,
  scopes: z
    .array(z.enum(SCOPE_KINDS))
    .min(1, 'expected what the trigger may be about')
    .optional()
    .meta({ description: 'What it may be about. May be left out where the trigger allows one thing only.' }),
  deadline: value('deadline', 'Not after this, for the erasure: `15 working days CN`.'),
  deadlineFrom: value('deadlineFrom', 'What starts the deadline: `receipt` or `preconditions met`.'),
  reply: answer.optional(),
  gates: z
    .record(id, gate)
    .optional()
    .meta({ description: 'What has to be proven, with evidence, before anything is erased.' }),
  covers: z
    .union([z.literal('all'), z.array(ruleId).min(1)], 'expected `all` or a list of rule ids')
    .meta({ description: 'Rules whose data go with the trigger, as soon as their floor allows.' }),
  action: z
    .literal('delete')
    .optional()
    .meta({ description: '`delete`: whole records go, also where their rule would anonymise them.' }),
});

export type TriggerText = z.infer<typeof trigger>;
