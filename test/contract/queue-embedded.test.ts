import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe } from 'vitest';
import { MovableClock } from '../../local/runtime/clock.ts';
import { type SqsServer, startSqs } from '../../local/runtime/services/sqs.ts';
import { EMBEDDED_GAPS } from './known-gaps.ts';
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

  const gaps = EMBEDDED_GAPS.filter(({ service }) => service === 'SQS').flatMap(({ tests }) => tests);
  queueContract((options) => sqsQueue(client, options), gaps);
});
