import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MovableClock, startRuntime } from '../../../local/runtime/index.ts';
import { startDynamoDb } from '../../../local/runtime/services/dynamodb.ts';
import { startSqs } from '../../../local/runtime/services/sqs.ts';
import { synthesise } from './tiny-app.ts';

describe('the embedded runtime', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'runtime-'));
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(root, { recursive: true, force: true });
  });

  test('works with a DynamoDB and an SQS that are not its own', async () => {
    const dynamodb = await startDynamoDb(root, undefined);
    const sqs = await startSqs(new MovableClock(), 'us-east-1', undefined);
    vi.stubEnv('DYNAMODB_ENDPOINT', dynamodb.endpoint);
    vi.stubEnv('SQS_ENDPOINT', sqs.endpoint);
    try {
      const assembly = await synthesise(root, 'us-east-1');
      const runtime = await startRuntime({ assembly, dataDir: join(root, 'data') });
      try {
        expect(runtime.endpoints).toMatchObject({ dynamodb: dynamodb.endpoint, sqs: sqs.endpoint });
        const called = (type: string) => runtime.resources.find((one) => one.type === type)?.physicalId;
        for (let index = 0; index < 30; index++) {
          const Item = { pk: { S: `${index}` } };
          await runtime.clients
            .dynamodb()
            .send(new PutItemCommand({ TableName: called('AWS::DynamoDB::Table'), Item }));
        }
        await runtime.settle();
        const stored = await runtime.clients.s3().send(new ListObjectsV2Command({ Bucket: called('AWS::S3::Bucket') }));
        expect(stored.KeyCount).toBe(30);
      } finally {
        await runtime.stop();
      }
    } finally {
      await sqs.stop();
      await dynamodb.stop();
    }
  }, 120_000);

  test('refuses a resource type it does not know, by name, and leaves nothing running', async () => {
    const app = new App({ outdir: join(root, 'cdk.out') });
    new CfnResource(new Stack(app, 'Odd'), 'Thing', { type: 'AWS::Neptune::DBCluster' });
    const assembly = app.synth().directory;
    await expect(startRuntime({ assembly, dataDir: join(root, 'data') })).rejects.toThrow(
      /AWS::Neptune::DBCluster \(Thing\)/,
    );
  });

  test('says what to do where there is no assembly', async () => {
    await expect(startRuntime({ assembly: root, dataDir: join(root, 'data') })).rejects.toThrow(/synthesise first/);
  });
});
