import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoEpochs } from '../../lib/evidence/epochs/index.ts';
import { type TestDynamoDb, testDynamoDb } from '../support/dynamodb.ts';
import { epochsContract } from './epochs.contract.ts';

describe('epochs in DynamoDB', () => {
  let dynamodb: TestDynamoDb;
  beforeAll(async () => {
    dynamodb = await testDynamoDb();
  });
  afterAll(() => dynamodb.stop());

  epochsContract(async () => {
    const table = await dynamodb.table('pk', 'sk');
    return { store: dynamoEpochs(dynamodb.client, table), again: dynamoEpochs(dynamodb.client, table) };
  });

  it('lie under E#evidence, and hold nothing of a secret once it is destroyed', async () => {
    const table = await dynamodb.table('pk', 'sk');
    const store = dynamoEpochs(dynamodb.client, table);
    await store.begin({ id: '2026', begunAt: 5, secret: new Uint8Array(32).fill(7) });
    await store.destroy('2026', 9);
    const { Items } = await dynamodb.client.send(new ScanCommand({ TableName: table }));
    expect(Items).toEqual([
      { pk: { S: 'E#evidence' }, sk: { S: 'EPOCH#2026' }, begunAt: { N: '5' }, destroyedAt: { N: '9' } },
    ]);
  });

  it('fail on a table that may not be written, which is no answer', async () => {
    const client = new DynamoDBClient({
      region: 'cn-north-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
      requestHandler: {
        handle: async () => ({
          response: {
            statusCode: 400,
            headers: {},
            body: new TextEncoder().encode('{"__type":"AccessDeniedException"}'),
          },
        }),
      },
    });
    const store = dynamoEpochs(client, 'registry');
    await expect(store.begin({ id: '2026', begunAt: 5, secret: new Uint8Array(32) })).rejects.toThrow();
    await expect(store.destroy('2026', 5)).rejects.toThrow();
  });
});
