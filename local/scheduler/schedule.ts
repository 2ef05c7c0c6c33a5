import { z } from 'zod';
import { invalid } from '../http/index.ts';
import { type Expression, readExpression } from './expression.ts';

const arn = z.string().regex(/^arn:[^:]*:[^:]*:[^:]*:[^:]*:.+/, 'must be an ARN');

/** The body of CreateSchedule and UpdateSchedule. Dates are epoch seconds. */
export const definition = z.strictObject({
  ScheduleExpression: z.string().max(256),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  Target: z.strictObject({
    Arn: arn,
    RoleArn: arn,
    Input: z.string().optional(),
    DeadLetterConfig: z.strictObject({ Arn: arn.optional() }).optional(),
    RetryPolicy: z
      .strictObject({
        MaximumRetryAttempts: z.int().min(0).max(185).optional(),
        MaximumEventAgeInSeconds: z.int().min(60).max(86_400).optional(),
      })
      .optional(),
    SqsParameters: z.strictObject({ MessageGroupId: z.string().optional() }).optional(),
  }),
  FlexibleTimeWindow: z.discriminatedUnion('Mode', [
    z.strictObject({ Mode: z.literal('OFF') }),
    z.strictObject({ Mode: z.literal('FLEXIBLE'), MaximumWindowInMinutes: z.int().min(1).max(1440) }),
  ]),
  GroupName: z.string().default('default'),
  StartDate: z.number().optional(),
  EndDate: z.number().optional(),
  Description: z.string().max(512).optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
  ClientToken: z.string().optional(),
});

export type Definition = z.output<typeof definition>;
export type ScheduleTarget = Definition['Target'];

export interface Schedule {
  readonly name: string;
  readonly arn: string;
  readonly definition: Definition;
  readonly expression: Expression;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Where a rate starts counting: the start date, or when the schedule was last put. */
  readonly begin: number;
  /** The next instant; null where none is left. A disabled schedule keeps it null. */
  due: number | null;
}

/** A schedule as it stands when it is put at `now`. Throws ValidationException for an expression nobody can read. */
export function newSchedule(name: string, arn: string, input: Definition, now: number, createdAt: number): Schedule {
  if (input.GroupName !== 'default') throw invalid('This local server has no schedule group but "default".');
  const expression = readExpression(input.ScheduleExpression, input.ScheduleExpressionTimezone);
  const begin = Math.max(now, (input.StartDate ?? 0) * 1000);
  const due = input.State === 'ENABLED' ? withinEnd(expression.first(begin), input) : null;
  return { name, arn, definition: input, expression, createdAt, modifiedAt: now, begin, due };
}

/** Moves a schedule past `now`: whatever else fell due until then is not made up for. */
export function advance(schedule: Schedule, now: number): void {
  schedule.due = withinEnd(schedule.expression.next(now, schedule.begin), schedule.definition);
}

function withinEnd(at: number | null, { EndDate, ScheduleExpression }: Definition): number | null {
  // AWS ignores the dates of a one-time schedule
  if (at === null || EndDate === undefined || ScheduleExpression.startsWith('at(')) return at;
  return at <= EndDate * 1000 ? at : null;
}
