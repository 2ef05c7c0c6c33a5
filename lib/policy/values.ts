import * as z from 'zod';
import { action, date, orDecision, startingPoint, text } from './vocabulary.ts';

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
  answerFrom: z.literal('receipt'),
  required: z.enum(['yes', 'no']),
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
  deadlineFrom: '`receipt` or `preconditions met`',
  answerFrom: '`receipt`: a person waits from the day of the request',
  required: '`yes` or `no`',
};

/** What a value of this kind looks like, for a message. */
export function expectation(kind: ValueKind): string {
  return expectations[kind];
}

/** A value of this kind, or the decision that stands in for it. */
export function value(kind: ValueKind, description: string) {
  // Every kind is a word in the end; which words are allowed, the schema itself knows.
  return orDecision(values[kind] as z.ZodType<string>, expectations[kind]).meta({ description });
}
