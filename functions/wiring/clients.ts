import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { unlogged } from './unlogged.ts';

/** A call with all its retries ends well within the lease margin of lib/erasure/times.ts. */
const LIMITS = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
};

/** Redirects one service, as AWS's own tools understand it; unset in an account. */
const at = (service: string) => {
  const endpoint = process.env[`AWS_ENDPOINT_URL_${service}`];
  return { ...LIMITS, ...(endpoint !== undefined && { endpoint }) };
};

export const dynamodb = (): DynamoDBClient => unlogged(new DynamoDBClient(at('DYNAMODB')));
export const sqs = (): SQSClient => unlogged(new SQSClient({ ...at('SQS'), useQueueUrlAsEndpoint: false }));
export const kms = (): KMSClient => unlogged(new KMSClient(at('KMS')));
export const eventBridge = (): EventBridgeClient => unlogged(new EventBridgeClient(at('EVENTBRIDGE')));
export const s3 = (): S3Client =>
  unlogged(new S3Client({ ...at('S3'), forcePathStyle: process.env.AWS_ENDPOINT_URL_S3 !== undefined }));
