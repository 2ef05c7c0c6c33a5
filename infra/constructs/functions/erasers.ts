import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { SETTINGS } from '../../../functions/settings.ts';
import type { Action } from '../../../lib/policy/plan.ts';
import type { BucketLike } from '../../store-types.ts';
import { acknowledgeObjects } from '../acknowledgements.ts';
import { ExpungeFunction } from '../expunge-function.ts';
import { allow, makeReferences, sendTo, takeFrom, useKeys } from '../permissions.ts';
import type { Surroundings } from '../surroundings.ts';
import { workInRegistry } from './registry-access.ts';

const READ_RECORDS = ['dynamodb:BatchGetItem'];

/**
 * Removes whole records. It can change none. Before a subject is forgotten it looks whether any dataset of the policy
 * still has something of them, also one in which nothing is ever deleted: there it may search and do nothing else.
 */
export function deleteFunction(scope: Construct, around: Surroundings): ExpungeFunction {
  const prefixes = [...around.stores.prefixes('delete')];
  const remove = eraser(scope, around, 'delete', 'Expunge: deletes what is due and reads back that it is gone', [
    allow('DeleteRecords', [...READ_RECORDS, 'dynamodb:DeleteItem'], around.stores.tableArns('delete')),
    searchIn(around.stores.searchArns('any')),
    ...prefixes.flatMap(([bucket, fixed], index) => deleteObjects(bucket, fixed, index)),
  ]);
  for (const [bucket, fixed] of prefixes) {
    for (const prefix of fixed) {
      const reason =
        'Everything below the prefix that the inventory names is personal data to be deleted, and nothing else is.';
      acknowledgeObjects(remove.role, bucket, `${prefix}*`, reason);
    }
  }
  return remove;
}

/** Changes the personal fields of records. It can remove none. */
export function anonymiseFunction(scope: Construct, around: Surroundings): ExpungeFunction {
  return eraser(scope, around, 'anonymise', 'Expunge: anonymises what is due and reads back that it is done', [
    allow('AnonymiseRecords', [...READ_RECORDS, 'dynamodb:UpdateItem'], around.stores.tableArns('anonymise')),
    searchIn(around.stores.searchArns('anonymise')),
  ]);
}

const searchIn = (where: readonly string[]) => allow('FindBySubject', ['dynamodb:Query'], where);

/** Every version and delete marker below the prefixes of the plan, and nothing beside them. */
function deleteObjects(bucket: BucketLike, prefixes: readonly string[], index: number) {
  const below = prefixes.map((prefix) => `${prefix}*`);
  return [
    allow(`ListVersions${index}`, ['s3:ListBucketVersions'], [bucket.bucketArn], {
      StringLike: { 's3:prefix': below },
    }),
    allow(
      `DeleteVersions${index}`,
      ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      below.map((pattern) => `${bucket.bucketArn}/${pattern}`),
    ),
  ];
}

function eraser(
  scope: Construct,
  around: Surroundings,
  action: Action,
  description: string,
  onRecords: readonly (readonly PolicyStatement[])[],
): ExpungeFunction {
  const { state, queues, stores, bus } = around;
  const { queue } = queues[action];
  const eraserOf = new ExpungeFunction(scope, action === 'delete' ? 'Delete' : 'Anonymise', {
    ...around.setting,
    name: action,
    description,
    environment: {
      [SETTINGS.registryTable]: state.registry.tableName,
      [SETTINGS.shards]: String(around.shards),
      [SETTINGS.evidenceKey]: state.keys.evidence.keyId,
      [SETTINGS.logQueue]: queues.log.queue.queueUrl,
      [SETTINGS.bus]: bus.eventBusName,
    },
    permissions: [
      takeFrom(queue),
      workInRegistry(state.registry),
      makeReferences(state.keys.evidence),
      ...onRecords,
      useKeys('UseStoreKeys', stores.keys),
      sendTo('SendReceipts', queues.log.queue),
      allow('Announce', ['events:PutEvents'], [bus.eventBusArn]),
    ],
  });
  new EventSourceMapping(eraserOf, 'Work', {
    target: eraserOf.function,
    eventSourceArn: queue.queueArn,
    batchSize: 1,
    maxConcurrency: around.workers,
    reportBatchItemFailures: true,
  });
  return eraserOf;
}
