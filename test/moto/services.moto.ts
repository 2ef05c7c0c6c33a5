import { randomUUID } from 'node:crypto';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe } from 'vitest';
import { kmsSigner, s3Storage } from '../../lib/evidence/log/aws/index.ts';
import { eventBusContract, type Inbox } from '../contract/event-bus.contract.ts';
import { keyServiceContract } from '../contract/key-service.contract.ts';
import { clientConfig } from '../contract/local-service.ts';
import { logStorageContract } from '../contract/log-storage.contract.ts';
import { objectStorageContract } from '../contract/object-storage.contract.ts';
import { queueContract } from '../contract/queue.contract.ts';
import { schedulerContract } from '../contract/scheduler.contract.ts';
import { signerContract } from '../contract/signer.contract.ts';
import { sqsQueue } from '../contract/sqs-queue.ts';

/*
 * The contract suites against a moto server that is there already: `MOTO_ENDPOINT`. Those of DynamoDB take the endpoint
 * by themselves: see run.ts.
 */
const endpoint = process.env.MOTO_ENDPOINT ?? '';
const config = clientConfig(endpoint);
const s3 = new S3Client({ ...config, region: 'us-east-1', forcePathStyle: true });
const sqs = new SQSClient(config);
const kms = new KMSClient(config);
const events = new EventBridgeClient(config);
const scheduler = new SchedulerClient(config);

objectStorageContract('moto', async () => ({ client: s3, endpoint, stop: async () => {} }));

describe('log storage', () => {
  logStorageContract(async () => {
    const Bucket = `log-${randomUUID()}`;
    await s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
    return s3Storage(s3, Bucket);
  });
});

describe('queue', () => {
  queueContract((options) => sqsQueue(sqs, options));
});

describe('key service', () => {
  keyServiceContract({ client: () => kms });
});

describe('signer', () => {
  signerContract(async () => {
    const key = new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    return kmsSigner(kms, (await kms.send(key)).KeyMetadata?.KeyId ?? '');
  });
});

describe('event bus', () => {
  eventBusContract({ client: () => events, inbox });
});

describe('scheduler', () => {
  const target = {
    Arn: 'arn:aws-cn:lambda:cn-north-1:123456789012:function:find-due',
    RoleArn: 'arn:aws-cn:iam::123456789012:role/scheduler',
  };
  schedulerContract({ client: () => scheduler, target });
});

async function inbox(): Promise<Inbox> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `inbox-${randomUUID()}` }));
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  const arn = (await sqs.send(asked)).Attributes?.QueueArn ?? '';
  const all: unknown[] = [];
  const received = async () => {
    for (;;) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      if (Messages.length === 0) return all;
      for (const { Body, ReceiptHandle } of Messages) {
        all.push(JSON.parse(Body ?? ''));
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  };
  return { arn, received };
}
