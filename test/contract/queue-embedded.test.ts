import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe } from 'vitest';
import { MovableClock } from '../../local/runtime/clock.ts';
import { type SqsServer, startSqs } from '../../local/runtime/services/sqs.ts';
import { clientConfig, place } from './local-service.ts';
import { queueContract } from './queue.contract.ts';
import { sqsQueue } from './sqs-queue.ts';

describe('SQS, embedded', () => {
  let server: SqsServer;
  let client: SQSClient;
  beforeAll(async () => {
    server = await startSqs(new MovableClock(), place.region, undefined);
    client = new SQSClient(clientConfig(server.endpoint));
  });
  afterAll(async () => {
    client.destroy();
    await server.stop();
  });

  queueContract((options) => sqsQueue(client, options));
});
