import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { SETTINGS } from '../../../functions/settings.ts';
import { ExpungeFunction } from '../expunge-function.ts';
import { sendTo } from '../permissions.ts';
import type { Surroundings } from '../surroundings.ts';
import { readRegistry } from './registry-access.ts';

/** Looks each minute which shards have a timer that has started. */
export function findDueFunction(scope: Construct, around: Surroundings): ExpungeFunction {
  const { state, queues } = around;
  const findDue = new ExpungeFunction(scope, 'FindDue', {
    ...around.setting,
    name: 'find-due',
    description: 'Expunge: finds the shards with work that is due',
    environment: {
      [SETTINGS.registryTable]: state.registry.tableName,
      [SETTINGS.shards]: String(around.shards),
      [SETTINGS.deleteQueue]: queues.delete.queue.queueUrl,
      [SETTINGS.anonymiseQueue]: queues.anonymise.queue.queueUrl,
    },
    permissions: [readRegistry(state.registry), sendTo('GiveOutWork', queues.delete.queue, queues.anonymise.queue)],
  });
  // A run that failed is not tried again: the next minute looks at the same timers.
  findDue.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
  schedule(findDue);
  return findDue;
}

function schedule(findDue: ExpungeFunction): void {
  const role = new Role(findDue, 'ScheduleRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
    description: 'Expunge: starts find-due each minute',
  });
  const functionArn = findDue.function.functionArn;
  role.addToPrincipalPolicy(
    new PolicyStatement({ sid: 'StartFindDue', actions: ['lambda:InvokeFunction'], resources: [functionArn] }),
  );
  const everyMinute = new CfnSchedule(findDue, 'EveryMinute', {
    description: 'Expunge: looks for work that is due',
    scheduleExpression: 'rate(1 minute)',
    flexibleTimeWindow: { mode: 'OFF' },
    target: { arn: functionArn, roleArn: role.roleArn, retryPolicy: { maximumRetryAttempts: 0 } },
  });
  everyMinute.node.addDependency(role);
}
