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
import type { Plan } from '../../lib/policy/plan.ts';
import { expungeMetric } from '../metrics.ts';
import type { ExpungeFunction } from './expunge-function.ts';
import type { WorkQueues } from './work-queues.ts';

/** What a rule that names no window has; it stands in where a plan has no rule. */
const USUAL_WINDOW = Duration.days(1).toSeconds();

export interface AlarmsProps {
  readonly plan: Plan;
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
    const waiting = longestWait(props.plan);
    this.above('OldestDueTimer', waiting.toSeconds(), expungeMetric('OldestDueTimer'), {
      alarmDescription: `A timer started more than ${waiting.toHumanString()} ago and is not done: a deadline is at risk.`,
    });
    this.above('Stuck', 0, expungeMetric('Stuck'), {
      alarmDescription: 'An erasure was tried in vain too often and waits for a person.',
    });
    this.above('ErasurePaused', 0, expungeMetric('Paused'), {
      alarmDescription:
        'A rule erases nothing until somebody approves it: it is new or changed, or its day budget is spent.',
    });
    this.above('Late', 0, expungeMetric('Late'), {
      alarmDescription: 'Something was erased after its latest moment: find out why, the next may be later.',
    });
    this.above('Undated', 0, expungeMetric('Undated'), {
      alarmDescription: 'A record has no usable time: nobody knows when it must go.',
    });
    this.above('HoldsToReview', 0, expungeMetric('HoldsToReview'), {
      alarmDescription: 'The review date of a hold has passed: what it is on is kept until a person releases it.',
    });
    this.above('WalkStuck', Duration.days(1).toSeconds(), expungeMetric('OldestWalk'), {
      alarmDescription: 'What goes over all subjects has not moved for a day: it is not finished, and does not go on.',
    });
    this.above('ShutDownsAtRisk', 0, expungeMetric('ShutDownsAtRisk'), {
      alarmDescription:
        'The deadline of a service that was shut down is less than a day away, or past, and its data are not erased.',
    });
    this.above('DriftFound', 0, expungeMetric('DriftFound'), {
      alarmDescription: 'A store holds what the inventory does not know or a policy prohibits: see the audit.',
    });
    this.above('LogBehind', 0, expungeMetric('LogBehind'), {
      alarmDescription: 'The log is not what was shown to others before: nothing is sealed until a person has looked.',
    });
    this.above('ReceiptMissing', 0, expungeMetric('ReceiptMissing'), {
      alarmDescription:
        'A case was completed an hour ago, and a receipt of it is not in the log: its certificate waits.',
    });
    this.above('RecipientsEscalated', 0, expungeMetric('RecipientsEscalated'), {
      alarmDescription: 'Somebody who received personal data has not confirmed in time that it erased them.',
    });
    this.above('DeadlineAtRisk', 0, expungeMetric('DeadlineAtRisk'), {
      alarmDescription: 'Half, or more, of the time for a case or an answer has passed, and it is not done.',
    });
    this.above('DeadlineMissed', 0, expungeMetric('DeadlineMissed'), {
      alarmDescription: 'The deadline of a case or of an answer has passed, and it is not done.',
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

/**
 * How long a started timer may wait before a person is called. Timers start at least half a window before the latest
 * moment: after a quarter of the shortest window at least another quarter is left, whichever rule it is.
 */
function longestWait({ policies }: Plan): Duration {
  const windows = Object.values(policies).flatMap(({ rules }) => Object.values(rules).map(({ window }) => window));
  return Duration.seconds((windows.length === 0 ? USUAL_WINDOW : Math.min(...windows)) / 4);
}
