import { AlarmStatusWidget, Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { expungeMetric } from '../metrics.ts';
import type { Alarms } from './alarms.ts';
import type { ExpungeFunction } from './expunge-function.ts';
import type { WorkQueues } from './work-queues.ts';

export interface OverviewProps {
  readonly functions: readonly ExpungeFunction[];
  readonly queues: WorkQueues;
  readonly alarms: Alarms;
}

/** One page: is anything wrong, is anything late, how much work waits. */
export class Overview extends Construct {
  constructor(scope: Construct, id: string, props: OverviewProps) {
    super(scope, id);
    const each = (metric: (one: ExpungeFunction) => IMetric) => props.functions.map(metric);
    const waiting = props.queues.all.map(({ queue, node }) =>
      queue.metricApproximateNumberOfMessagesVisible({ label: node.id }),
    );
    new Dashboard(this, 'Dashboard', {
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: props.alarms.all, width: 24 })],
        [
          graph('Age of the oldest due timer (seconds)', [expungeMetric('OldestDueTimer')]),
          graph('Erased', [expungeMetric('Erased')]),
          graph('Paused, stuck, undated, late', [
            expungeMetric('Paused'),
            expungeMetric('Stuck'),
            expungeMetric('Undated'),
            expungeMetric('Late'),
          ]),
          graph('Waiting', waiting),
        ],
        [
          graph(
            'Calls',
            each((one) => one.function.metricInvocations({ label: one.name })),
          ),
          graph(
            'Errors',
            each((one) => one.function.metricErrors({ label: one.name })),
          ),
          graph(
            'Duration',
            each((one) => one.function.metricDuration({ label: one.name, statistic: 'p99' })),
          ),
        ],
      ],
    });
  }
}

const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 8 });
