import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { SETTINGS } from '../../../functions/settings.ts';
import { acknowledgeObjects } from '../acknowledgements.ts';
import { ExpungeFunction } from '../expunge-function.ts';
import { allow, takeFrom } from '../permissions.ts';
import type { Surroundings } from '../surroundings.ts';

/** Stores receipts, page by page. It can read none, and knows neither registry nor records. */
export function sealFunction(scope: Construct, around: Surroundings): ExpungeFunction {
  const { state, queues } = around;
  const seal = new ExpungeFunction(scope, 'Seal', {
    ...around.setting,
    name: 'seal',
    description: 'Expunge: stores the receipts of what was erased',
    environment: { [SETTINGS.evidenceBucket]: state.evidence.bucketName },
    permissions: [
      takeFrom(queues.log.queue),
      allow('StoreReceipts', ['s3:PutObject'], [state.evidence.arnForObjects('receipts/*')]),
    ],
  });
  acknowledgeObjects(
    seal.role,
    state.evidence,
    'receipts/*',
    'Each page of receipts gets a name of its own, receipts/<yyyy>/<mm>/<dd>/<page>.json; seal writes nothing else.',
  );
  new EventSourceMapping(seal, 'Log', {
    target: seal.function,
    eventSourceArn: queues.log.queue.queueArn,
    batchSize: 100,
    maxBatchingWindow: Duration.seconds(5),
    reportBatchItemFailures: true,
  });
  return seal;
}
