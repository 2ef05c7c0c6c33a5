import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Metric as Counted } from '../lib/announcements.ts';
import type { FunctionName } from './function-names.ts';

/** The functions write their metrics under this namespace, each with its own name as the only dimension. */
export const METRIC_NAMESPACE = 'Expunge';

/** The metrics that an alarm or the dashboard looks at, and who writes them. */
const WRITTEN_BY = {
  OldestDueTimer: ['find-due'],
  HoldsToReview: ['find-due'],
  Undated: ['tag', 'delete', 'anonymise'],
  Stuck: ['delete', 'anonymise'],
  Paused: ['delete', 'anonymise'],
  Late: ['delete', 'anonymise'],
  Erased: ['delete', 'anonymise'],
  LogBehind: ['seal'],
  ReceiptMissing: ['certify'],
  DeadlineAtRisk: ['sweep'],
  DeadlineMissed: ['sweep'],
  RecipientsEscalated: ['tell'],
  OldestWalk: ['sweep'],
  DriftFound: ['sweep'],
  ShutDownsAtRisk: ['sweep'],
} as const satisfies Partial<Record<Counted, readonly FunctionName[]>>;

export type WatchedMetric = keyof typeof WRITTEN_BY;

/** Told at each look as things stand then: not to be added up. */
const STANDS: ReadonlySet<WatchedMetric> = new Set([
  'OldestDueTimer',
  'HoldsToReview',
  'OldestWalk',
  'ShutDownsAtRisk',
]);

/** One metric over all the functions that write it, in five minutes: the highest value, or the sum of counts. */
export function expungeMetric(metricName: WatchedMetric): IMetric {
  const statistic = STANDS.has(metricName) ? 'Maximum' : 'Sum';
  const period = Duration.minutes(5);
  const metrics = WRITTEN_BY[metricName].map(
    (service) => new Metric({ namespace: METRIC_NAMESPACE, metricName, dimensionsMap: { service }, statistic, period }),
  );
  if (metrics.length === 1) return metrics[0] as Metric;
  const ids = metrics.map((_, index) => `${metricName.toLowerCase()}${index}`); // a graph shows several of these sums
  return new MathExpression({
    label: metricName,
    expression: ids.map((id) => `FILL(${id}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(metrics.map((metric, index) => [ids[index], metric])),
    period,
  });
}
