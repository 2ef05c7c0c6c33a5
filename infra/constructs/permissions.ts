import { PolicyStatement, type PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';

/*
 * Permissions written out. CDK's grant methods give more than the functions may have: `grantWriteData` lets a function
 * that deletes also write, `grantConsumeMessages` lets one that reads also hide.
 */

/** One statement; none where there is nothing to allow it on. `sid` is letters and digits. */
export function allow(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  conditions?: PolicyStatementProps['conditions'],
): readonly PolicyStatement[] {
  if (resources.length === 0) return [];
  const statement = { sid, actions: [...actions], resources: [...resources] };
  return [new PolicyStatement(conditions === undefined ? statement : { ...statement, conditions })];
}

/** What reading and writing under a customer-managed key takes, in DynamoDB, SQS, S3 and Lambda alike. */
export const useKeys = (sid: string, keys: readonly IKey[]) =>
  allow(
    sid,
    ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
    keys.map((key) => key.keyArn),
  );

export const readOnlyKeys = (sid: string, keys: readonly IKey[]) =>
  allow(
    sid,
    ['kms:Decrypt', 'kms:DescribeKey'],
    keys.map((key) => key.keyArn),
  );

export const makeReferences = (...keys: readonly IKey[]) =>
  allow(
    'MakeReferences',
    ['kms:GenerateMac'],
    keys.map((key) => key.keyArn),
  );

/** What an event source mapping needs of the queue it reads. */
export const takeFrom = (queue: IQueue) =>
  allow('TakeWork', ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [queue.queueArn]);

export const sendTo = (sid: string, ...queues: readonly IQueue[]) =>
  allow(
    sid,
    ['sqs:SendMessage'],
    queues.map((queue) => queue.queueArn),
  );

/** For `s3:PutObject`: only where nothing is (`If-None-Match`). Who has it can overwrite nothing. */
export const WHERE_NOTHING_IS = { Null: { 's3:if-none-match': 'false' } };

/** For `s3:PutObject`: only in the place of a version that the writer names (`If-Match`). */
export const IN_PLACE_OF_WHAT_IT_READ = { Null: { 's3:if-match': 'false' } };
