import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { SETTINGS } from '../../../functions/settings.ts';
import type { BucketLike } from '../../store-types.ts';
import { acknowledgeObjects } from '../acknowledgements.ts';
import { ExpungeFunction } from '../expunge-function.ts';
import { allow, IN_PLACE_OF_WHAT_IT_READ, takeFrom, WHERE_NOTHING_IS } from '../permissions.ts';
import type { Surroundings } from '../surroundings.ts';
import { sealInRegistry } from './registry-access.ts';
import { startRegularly } from './schedule.ts';

/** Pages in a batch: the larger it is, the fewer files the log is written in. Lambda ends a batch at 6 MB in any case. */
const BATCH = 300;
/** At most a minute from the erasure to the log. */
const WINDOW = Duration.seconds(30);
/** The fewest that Lambda allows. The log has one writer at a time: who is overtaken starts anew. */
const SEALERS = 2;

/** Seals receipts into the log. It alone writes there; of the registry it knows the log's items, of the stores nothing. */
export function sealFunction(scope: Construct, around: Surroundings): ExpungeFunction {
  const { state, queues, logName, witnessBucket, witnessBus } = around;
  const seal = new ExpungeFunction(scope, 'Seal', {
    ...around.setting,
    name: 'seal',
    description: 'Expunge: seals the receipts of what was erased into the log',
    environment: {
      [SETTINGS.registryTable]: state.registry.tableName,
      [SETTINGS.evidenceBucket]: state.evidence.bucketName,
      [SETTINGS.logBucket]: state.log.bucketName,
      [SETTINGS.logName]: logName,
      [SETTINGS.logKey]: state.keys.log.keyId,
      ...(witnessBucket !== undefined && { [SETTINGS.witnessBucket]: witnessBucket }),
      ...(witnessBus !== undefined && { [SETTINGS.witnessBus]: witnessBus }),
    },
    permissions: [
      takeFrom(queues.log.queue),
      sealInRegistry(state.registry),
      allow('ReadReceipts', ['s3:GetObject'], [state.evidence.arnForObjects('receipts/*')]),
      allow('StoreReceipts', ['s3:PutObject'], [state.evidence.arnForObjects('receipts/*')], WHERE_NOTHING_IS),
      allow('ReadLog', ['s3:GetObject'], [state.log.arnForObjects('*')]),
      ...writeCheckpoints('PublishLog', 'ReplaceCheckpoint', state.log),
      allow('SeeWhatIsMissing', ['s3:ListBucket'], [state.log.bucketArn]),
      allow('SignCheckpoints', ['kms:Sign', 'kms:GetPublicKey'], [state.keys.log.keyArn]),
      ...(witnessBus === undefined ? [] : [allow('TellOfCheckpoints', ['events:PutEvents'], [witnessBus])]),
    ],
  });
  const receipts = 'Each object of receipts has a name made from its digest, receipts/<year>/<first>-<digest>.json.';
  acknowledgeObjects(seal.role, state.evidence, 'receipts/*', receipts);
  acknowledgeObjects(seal.role, state.log, '*', 'This bucket is the log, and seal is its one writer.');
  acknowledgeObjects(seal.role, state.log, '*/checkpoint', CHECKPOINTS);
  if (witnessBucket !== undefined) depositAt(seal, witnessBucket);
  new EventSourceMapping(seal, 'Log', {
    target: seal.function,
    eventSourceArn: queues.log.queue.queueArn,
    batchSize: BATCH,
    maxBatchingWindow: WINDOW,
    maxConcurrency: SEALERS,
    reportBatchItemFailures: true,
  });
  // What a sealer committed and did not live to publish does not wait for the next erasure, nor does the end of a year.
  startRegularly(seal, {
    id: 'EveryFiveMinutes',
    expression: 'rate(5 minutes)',
    purpose: 'publishes what was committed and is not published',
  });
  return seal;
}

const CHECKPOINTS = 'Each year’s log has a checkpoint, <origin>/checkpoint: the one file that is ever replaced.';

/** New files anywhere; of those that are there checkpoints alone, and those only by who read the one it replaces. */
const writeCheckpoints = (add: string, replace: string, bucket: BucketLike) => [
  allow(add, ['s3:PutObject'], [`${bucket.bucketArn}/*`], WHERE_NOTHING_IS),
  allow(replace, ['s3:PutObject'], [`${bucket.bucketArn}/*/checkpoint`], IN_PLACE_OF_WHAT_IT_READ),
];

/** The other half is the bucket's own policy, in the account of whoever holds the deposit. */
function depositAt(seal: ExpungeFunction, name: string): void {
  const witness = Bucket.fromBucketName(seal, 'Witness', name);
  const permissions = [
    allow('ReadDeposits', ['s3:GetObject'], [witness.arnForObjects('*')]),
    ...writeCheckpoints('DepositCheckpoints', 'ReplaceDeposit', witness),
    allow('SeeWhatIsNotDeposited', ['s3:ListBucket'], [witness.bucketArn]),
  ];
  for (const statement of permissions.flat()) seal.role.addToPrincipalPolicy(statement);
  acknowledgeObjects(seal.role, witness, '*', 'Checkpoints are deposited at <origin>/checkpoint, an origin a year.');
  acknowledgeObjects(seal.role, witness, '*/checkpoint', CHECKPOINTS);
}
