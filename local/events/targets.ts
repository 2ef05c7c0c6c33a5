import { z } from 'zod';
import { AwsFault, type Operations, page, readInput } from '../http/index.ts';
import type { Buses } from './buses.ts';

const arn = z.string().regex(/^arn:[^:]*:[^:]*:[^:]*:[^:]*:.+/, 'must be an ARN');

const target = z
  .strictObject({
    Id: z.string().regex(/^[.\-_A-Za-z0-9]{1,64}$/, 'must be letters, digits, . - _'),
    Arn: arn,
    RoleArn: arn.optional(),
    Input: z.string().max(8192).refine(isJson, 'must be JSON').optional(),
    InputPath: z
      .string()
      .regex(/^\$(\.[A-Za-z0-9_-]+)*$/, 'must be $ or a path of plain names such as $.detail.id')
      .optional(),
    SqsParameters: z.strictObject({ MessageGroupId: z.string() }).optional(),
    DeadLetterConfig: z.strictObject({ Arn: arn.optional() }).optional(),
    RetryPolicy: z
      .strictObject({
        MaximumRetryAttempts: z.int().min(0).max(185).optional(),
        MaximumEventAgeInSeconds: z.int().min(60).max(86_400).optional(),
      })
      .optional(),
  })
  .refine(({ Input, InputPath }) => Input === undefined || InputPath === undefined, 'has both Input and InputPath');

/** Where a rule sends what fits it, in the words of PutTargets. */
export type Target = z.output<typeof target>;

const putTargets = z.strictObject({
  Rule: z.string(),
  EventBusName: z.string().optional(),
  Targets: z.array(target).min(1).max(100),
});

const removeTargets = z.strictObject({
  Rule: z.string(),
  EventBusName: z.string().optional(),
  Ids: z.array(z.string()).min(1).max(100),
});

const listTargets = z.strictObject({
  Rule: z.string(),
  EventBusName: z.string().optional(),
  Limit: z.int().min(1).max(100).default(100),
  NextToken: z.string().optional(),
});

/** AWS's quota for one rule. */
const MAX_TARGETS = 5;

/** PutTargets, ListTargetsByRule and RemoveTargets. */
export function targets(buses: Buses): Operations {
  return {
    PutTargets(input) {
      const { Rule, EventBusName, Targets } = readInput(putTargets, input);
      const rule = buses.rule(EventBusName, Rule);
      const after = new Map([...rule.targets, ...Targets.map((one) => [one.Id, one] as const)]);
      if (after.size > MAX_TARGETS) {
        throw new AwsFault('LimitExceededException', `The requested resource exceeds the maximum number allowed.`);
      }
      for (const one of Targets) rule.targets.set(one.Id, one);
      return { FailedEntryCount: 0, FailedEntries: [] };
    },

    ListTargetsByRule(input) {
      const { Rule, EventBusName, Limit, NextToken } = readInput(listTargets, input);
      const { items, next } = page([...buses.rule(EventBusName, Rule).targets.values()], Limit, NextToken);
      return { Targets: items, ...(next !== undefined && { NextToken: next }) };
    },

    RemoveTargets(input) {
      const { Rule, EventBusName, Ids } = readInput(removeTargets, input);
      const rule = buses.rule(EventBusName, Rule);
      for (const id of Ids) rule.targets.delete(id);
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
