import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { SETTINGS } from '../../../functions/settings.ts';
import { ExpungeFunction } from '../expunge-function.ts';
import { allow, makeReferences, takeFrom } from '../permissions.ts';
import type { Surroundings } from '../surroundings.ts';
import { allowParking } from './parking.ts';
import { seeWhatStands } from './registry-access.ts';

/** Turns what platforms say of their users into triggers; people call it with the lists that platforms mail. */
export function adaptFunction(scope: Construct, around: Surroundings): ExpungeFunction {
  const { state, queues, bus, deployment } = around;
  const adapt = new ExpungeFunction(scope, 'Adapt', {
    ...around.setting,
    name: 'adapt',
    functionName: `${deployment}-adapt`,
    description: 'Expunge: turns notices of WeChat, TikTok, Kuaishou and Cognito into triggers',
    environment: {
      [SETTINGS.registryTable]: state.registry.tableName,
      [SETTINGS.shards]: String(around.shards),
      [SETTINGS.referenceKey]: state.keys.reference.keyId,
      [SETTINGS.platformKey]: state.keys.platforms.keyId,
      [SETTINGS.bus]: bus.eventBusName,
      [SETTINGS.parkedBucket]: state.parked.bucketName,
      [SETTINGS.deadLetterQueue]: queues.deadLetters.queueUrl,
    },
    permissions: [
      takeFrom(queues.platforms.queue),
      seeWhatStands(state.registry),
      makeReferences(state.keys.reference),
      allow('OpenSecrets', ['kms:Decrypt'], [state.keys.platforms.keyArn]),
      allow('SendTriggers', ['events:PutEvents'], [bus.eventBusArn]),
    ],
  });
  allowParking(adapt, state.parked, queues.deadLetters);
  new EventSourceMapping(adapt, 'Notices', {
    target: adapt.function,
    eventSourceArn: queues.platforms.queue.queueArn,
    batchSize: 10,
    reportBatchItemFailures: true,
  });
  return adapt;
}
