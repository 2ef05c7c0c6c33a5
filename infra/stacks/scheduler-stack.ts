import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { RetentionScheduler, type RetentionSchedulerProps } from '../constructs/retention-scheduler.ts';

export interface SchedulerStackProps extends StackProps {
  readonly scheduler: RetentionSchedulerProps;
}

/** Functions, queues, rules, alarms: everything that can be deployed again at any time. */
export class SchedulerStack extends Stack {
  readonly scheduler: RetentionScheduler;

  constructor(scope: Construct, id: string, { scheduler, ...props }: SchedulerStackProps) {
    super(scope, id, { description: 'Expunge: finds what is due, erases it, proves it', ...props });
    this.scheduler = new RetentionScheduler(this, 'Scheduler', scheduler);
  }
}
