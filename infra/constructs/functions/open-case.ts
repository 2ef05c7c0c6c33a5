import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { SETTINGS } from '../../../functions/settings.ts';
import { ExpungeFunction } from '../expunge-function.ts';
import { allow, makeReferences, takeFrom } from '../permissions.ts';
import type { Surroundings } from '../surroundings.ts';
import { allowParking } from './parking.ts';
import { openInRegistry } from './registry-access.ts';

/** Opens a case for each trigger: an account closed, a consent withdrawn. Notes what recipients confirm. */
export function openCaseFunction(scope: Construct, around: Surroundings): ExpungeFunction {
  const { state, queues, bus } = around;
  const openCase = new ExpungeFunction(scope, 'OpenCase', {
    ...around.setting,
    name: 'open-case',
    description: 'Expunge: opens a case for each trigger and schedules its erasures',
    environment: {
      [SETTINGS.registryTable]: state.registry.tableName,
      [SETTINGS.shards]: String(around.shards),
      [SETTINGS.referenceKey]: state.keys.reference.keyId,
      [SETTINGS.evidenceKey]: state.keys.evidence.keyId,
      [SETTINGS.bus]: bus.eventBusName,
      [SETTINGS.parkedBucket]: state.parked.bucketName,
      [SETTINGS.deadLetterQueue]: queues.deadLetters.queueUrl,
    },
    permissions: [
      takeFrom(queues.triggers.queue),
      openInRegistry(state.registry),
      makeReferences(state.keys.reference, state.keys.evidence),
      allow('Announce', ['events:PutEvents'], [bus.eventBusArn]),
    ],
  });
  allowParking(openCase, state.parked, queues.deadLetters);
  new EventSourceMapping(openCase, 'Triggers', {
    target: openCase.function,
    eventSourceArn: queues.triggers.queue.queueArn,
    batchSize: 10,
    reportBatchItemFailures: true,
  });
  return openCase;
}
