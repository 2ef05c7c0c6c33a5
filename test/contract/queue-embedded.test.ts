import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe } from 'vitest';
import { MovableClock } from '../../local/runtime/clock.ts';
import { type SqsServer, startSqs } from '../../local/runtime/services/sqs.ts';
import { clientConfig, place } from './local-service.ts';
import { queueContract, queueTimeContract } from './queue.contract.ts';
import { sqsQueue } from './sqs-queue.ts';

describe('SQS, embedded', () => {
  const clock = new MovableClock();
  let server: SqsServer;
  let client: SQSClient;
  beforeAll(async () => {
    server = await startSqs(clock, place.region, undefined);
    client = new SQSClient(clientConfig(server.endpoint));
  });
  afterAll(async () => {
    client.destroy();
    await server.stop();
  });

  queueContract((options) => sqsQueue(client, options));
  queueTimeContract(
    (options) => sqsQueue(client, options),
    (milliseconds) => clock.moveTo(clock.now() + milliseconds),
  );
});
