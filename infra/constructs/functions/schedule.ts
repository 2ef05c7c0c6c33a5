import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { ExpungeFunction } from '../expunge-function.ts';

export interface Timetable {
  /** The schedule's name among the constructs: `EveryMinute`. */
  readonly id: string;
  /** As EventBridge Scheduler has it: `rate(1 minute)`, `cron(0 13 * * ? *)`. In UTC. */
  readonly expression: string;
  /** What it is started for, after `Expunge: `. */
  readonly purpose: string;
}

/**
 * Starts a function regularly, by EventBridge Scheduler under a role that may do nothing else. A run that failed is not
 * tried again: the next one looks at the same things.
 */
export function startRegularly(started: ExpungeFunction, ...timetables: readonly Timetable[]): void {
  started.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
  const arn = started.function.functionArn;
  const role = new Role(started, 'ScheduleRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
    description: `Expunge: starts ${started.name} regularly`,
  });
  role.addToPrincipalPolicy(
    new PolicyStatement({
      sid: `Start${started.node.id}`,
      actions: ['lambda:InvokeFunction'],
      resources: [arn],
    }),
  );
  for (const { id, expression, purpose } of timetables) {
    const schedule = new CfnSchedule(started, id, {
      description: `Expunge: ${purpose}`,
      scheduleExpression: expression,
      flexibleTimeWindow: { mode: 'OFF' },
      target: { arn, roleArn: role.roleArn, retryPolicy: { maximumRetryAttempts: 0 } },
    });
    schedule.node.addDependency(role);
  }
}
