import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';

/** The functions write their metrics under this namespace, with the service as their only dimension. */
export const METRIC_NAMESPACE = 'Expunge';
export const SERVICE = 'expunge';

/** A metric that the functions write. */
export const expungeMetric = (metricName: string, options: MetricOptions = {}) =>
  new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { service: SERVICE },
    statistic: 'Maximum',
    period: Duration.minutes(5),
    ...options,
  });
