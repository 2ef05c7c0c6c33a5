import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { SETTINGS } from '../../../functions/settings.ts';
import { ExpungeFunction } from '../expunge-function.ts';
import { allow, makeReferences, readOnlyKeys, takeFrom } from '../permissions.ts';
import type { Surroundings } from '../surroundings.ts';
import { allowParking } from './parking.ts';
import { tagInRegistry } from './registry-access.ts';

const BATCH = 100;

/**
 * How long a batch of a stream is tried again. A stream keeps its records for a day: the other half is left to a
 * person, who is told by the dead letter where in the stream to look.
 */
const TRIED_FOR = Duration.hours(12);

/** Notes what personal data exists: from the streams of the tables and from messages. */
export function tagFunction(scope: Construct, around: Surroundings): ExpungeFunction {
  const { state, queues, stores } = around;
  const streams = stores.streamArns();
  const tag = new ExpungeFunction(scope, 'Tag', {
    ...around.setting,
    name: 'tag',
    description: 'Expunge: tags personal data as it is stored and arms its timers',
    environment: {
      [SETTINGS.registryTable]: state.registry.tableName,
      [SETTINGS.shards]: String(around.shards),
      [SETTINGS.referenceKey]: state.keys.reference.keyId,
      [SETTINGS.parkedBucket]: state.parked.bucketName,
      [SETTINGS.deadLetterQueue]: queues.deadLetters.queueUrl,
    },
    permissions: [
      allow(
        'ReadStreams',
        ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
        [...streams.values()],
      ),
      readOnlyKeys('ReadStores', stores.keys),
      takeFrom(queues.stored.queue),
      tagInRegistry(state.registry),
      makeReferences(state.keys.reference),
    ],
  });
  allowParking(tag, state.parked, queues.deadLetters);
  for (const [table, eventSourceArn] of streams) {
    new EventSourceMapping(tag, `Stream-${table}`, {
      target: tag.function,
      eventSourceArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: BATCH,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      maxRecordAge: TRIED_FOR,
      onFailure: { bind: () => ({ destination: queues.deadLetters.queueArn }) },
    });
  }
  new EventSourceMapping(tag, 'Stored', {
    target: tag.function,
    eventSourceArn: queues.stored.queue.queueArn,
    batchSize: BATCH,
    maxBatchingWindow: Duration.seconds(1),
    reportBatchItemFailures: true,
  });
  return tag;
}
