import type { ShardIteratorType } from '@aws-sdk/client-dynamodb-streams';
import { ExpungeError } from '../../../lib/errors.ts';
import { compilePattern } from '../../events/pattern.ts';
import type { Handed } from '../../faults/index.ts';
import type { LambdaFunction } from '../functions/index.ts';
import { type EventSource, QueueSource, StreamSource } from '../sources/index.ts';
import type { Properties, Provisioner, Request, Workshop } from './provisioner.ts';

/** Lambda's own defaults. */
const STREAM_BATCH = 100;
const QUEUE_BATCH = 10;

/** `AWS::Lambda::EventSourceMapping` for DynamoDB streams and SQS queues. It is started when everything stands. */
export const eventSourceMapping: Provisioner = async (request, workshop) => {
  const { properties, logicalId } = request;
  if (properties.Enabled !== false) workshop.sources.push(sourceFor(request, workshop));
  return { ref: logicalId, attributes: { Id: logicalId } };
};

/** `AWS::Lambda::EventInvokeConfig`: what becomes of asynchronous invocations that fail. */
export const eventInvokeConfig: Provisioner = async ({ properties, logicalId, stack }, workshop) => {
  const target = functionOf(properties.FunctionName, stack, workshop);
  const destination: string | undefined = properties.DestinationConfig?.OnFailure?.Destination;
  workshop.asynchronous.configure(target.settings.arn, {
    ...(properties.MaximumRetryAttempts === undefined ? {} : { retries: Number(properties.MaximumRetryAttempts) }),
    ...(destination === undefined ? {} : { onFailure: sender(destination, workshop) }),
  });
  return { ref: logicalId, attributes: {} };
};

function sourceFor({ properties, stack, logicalId }: Request, workshop: Workshop): EventSource {
  const target = functionOf(properties.FunctionName, stack, workshop);
  const arn: string = properties.EventSourceArn;
  const queue = workshop.targets.queue(arn);
  const common = {
    arn,
    region: workshop.place.region,
    windowSeconds: Number(properties.MaximumBatchingWindowInSeconds ?? 0),
    reportsFailures: ((properties.FunctionResponseTypes ?? []) as string[]).includes('ReportBatchItemFailures'),
  };
  const { activity, clients, clock, watch } = workshop;
  const repetition = (batch: Omit<Handed, 'to'>) => workshop.repetition({ ...batch, to: target.caller });
  if (queue !== undefined) {
    if (properties.FilterCriteria !== undefined) throw refuse(`${logicalId} filters a queue`, stack);
    const most = Number(properties.ScalingConfig?.MaximumConcurrency ?? workshop.concurrency);
    const mapping = {
      ...common,
      url: queue.url,
      queueName: queue.name,
      batchSize: Number(properties.BatchSize ?? QUEUE_BATCH),
      concurrency: Math.min(most, target.settings.concurrency),
    };
    return new QueueSource(mapping, target, { sqs: clients.sqs(), activity, repetition });
  }
  const stream = workshop.streams.get(arn);
  if (stream === undefined)
    throw refuse(`${logicalId} reads ${arn}, neither a queue nor a stream of this assembly`, stack);
  const destination: string | undefined = properties.DestinationConfig?.OnFailure?.Destination;
  const retries = Number(properties.MaximumRetryAttempts ?? -1);
  const mapping = {
    ...common,
    ...stream,
    from: properties.StartingPosition as ShardIteratorType,
    batchSize: Number(properties.BatchSize ?? STREAM_BATCH),
    bisects: properties.BisectBatchOnFunctionError === true,
    retries: retries < 0 ? Number.POSITIVE_INFINITY : retries,
    matches: filter(properties.FilterCriteria),
    onFailure: destination === undefined ? null : sender(destination, workshop),
  };
  return new StreamSource(mapping, target, { streams: clients.streams(), activity, clock, watch, repetition });
}

/** A record passes if one of the patterns fits it. */
function filter(criteria: Properties | undefined): (record: unknown) => boolean {
  const patterns = ((criteria?.Filters ?? []) as { Pattern: string }[]).map(({ Pattern }) => compilePattern(Pattern));
  return patterns.length === 0 ? () => true : (record) => patterns.some((fits) => fits(record));
}

/** By name or ARN, with or without a version. */
function functionOf(name: string, stack: string, { functions }: Workshop): LambdaFunction {
  for (const candidate of functions.values()) {
    if (candidate.settings.name === name || candidate.settings.arn === name) return candidate;
  }
  throw refuse(`function ${name} is not one of this assembly`, stack);
}

function sender(destination: string, { targets }: Workshop): (notice: object) => Promise<void> {
  return (notice) => targets.send(destination, JSON.stringify(notice));
}

function refuse(what: string, place: string): ExpungeError {
  return new ExpungeError('CONFIGURATION', `The embedded runtime cannot do this: ${what}.`, { place });
}
