import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { expungeMetric } from '../metrics.ts';
import type { ExpungeFunction } from './expunge-function.ts';
import type { WorkQueues } from './work-queues.ts';

/** Timers start half a window before the latest moment; windows are a day unless a rule says otherwise. */
const QUARTER_OF_A_DAY = Duration.hours(6).toSeconds();

export interface AlarmsProps {
  readonly functions: readonly ExpungeFunction[];
  readonly queues: WorkQueues;
  readonly actions: readonly IAlarmAction[];
}

/** Calls a person while there is still time. Each alarm's name is a heading of the runbook. */
export class Alarms extends Construct {
  readonly all: Alarm[] = [];
  private readonly actions: readonly IAlarmAction[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.actions = props.actions;
    for (const [name, queue] of Object.entries(props.queues.shouldBeEmpty)) {
      this.above(`${name}NotEmpty`, 0, queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }), {
        alarmDescription: `Something waits in ${name}: it could not be worked, and nobody else will look.`,
      });
    }
    for (const one of props.functions) {
      this.above(`${one.node.id}Fails`, 0, one.function.metricErrors({ statistic: 'Sum' }), {
        alarmDescription: `Function ${one.name} ended with an error.`,
      });
    }
    this.above('OldestDueTimer', QUARTER_OF_A_DAY, expungeMetric('OldestDueTimer'), {
      alarmDescription: 'A timer started more than a quarter of a day ago and is not done: a deadline is at risk.',
    });
    this.above('Stuck', 0, expungeMetric('Stuck'), {
      alarmDescription: 'An erasure was tried in vain too often and waits for a person.',
    });
    this.above('Late', 0, expungeMetric('Late'), {
      alarmDescription: 'Something was erased after its latest moment: find out why, the next may be later.',
    });
    this.above('Undated', 0, expungeMetric('Undated'), {
      alarmDescription: 'A record has no usable time: nobody knows when it must go.',
    });
    for (const one of props.functions.filter(({ name }) => name === 'find-due')) {
      this.add('FindDueStopped', {
        metric: one.function.metricInvocations({ statistic: 'Sum' }),
        threshold: 1,
        evaluationPeriods: 2,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.BREACHING,
        alarmDescription: 'Nobody has looked for due timers for ten minutes: nothing is erased.',
      });
    }
  }

  private above(name: string, threshold: number, metric: IMetric, options: Pick<AlarmProps, 'alarmDescription'>): void {
    this.add(name, {
      ...options,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  private add(name: string, props: AlarmProps): void {
    const alarm = new Alarm(this, name, props);
    alarm.addAlarmAction(...this.actions);
    this.all.push(alarm);
  }
}
