import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { describeStores } from '../../cli/live-stores.ts';

type Answer = (input: Record<string, unknown>) => unknown;
const client = <T>(answer: Answer) =>
  ({ send: async (command: { input: Record<string, unknown> }) => answer(command.input) }) as unknown as T;
const fault = (name: string) => Object.assign(new Error('with details nobody should print'), { name });

const dynamodb = client<DynamoDBClient>(({ TableName }) => {
  if (TableName !== 'orders') throw fault('ResourceNotFoundException');
  return {
    Table: {
      KeySchema: [
        { AttributeName: 'order_id', KeyType: 'HASH' },
        { AttributeName: 'line', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [{ IndexName: 'by-user', KeySchema: [{ AttributeName: 'user_id', KeyType: 'HASH' }] }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    },
  };
});
const s3 = client<S3Client>(({ Bucket }) => {
  if (Bucket === 'gone') throw fault('NoSuchBucket');
  return Bucket === 'uploads' ? { Status: 'Enabled' } : {};
});

describe('the stores as they are', () => {
  it('describes what exists and leaves out what does not', async () => {
    const names = { tables: ['orders', 'gone'], buckets: ['uploads', 'plain', 'gone'] };
    expect(await describeStores(names, dynamodb, s3)).toEqual({
      tables: [
        {
          name: 'orders',
          partitionKey: 'order_id',
          sortKey: 'line',
          indexes: [{ name: 'by-user', partitionKey: 'user_id' }],
          streams: true,
        },
      ],
      buckets: [
        { name: 'uploads', versioned: true },
        { name: 'plain', versioned: false },
      ],
    });
  });

  it.each(['KEYS_ONLY', 'OLD_IMAGE', undefined])('does not take a stream of %s for one of new images', async (view) => {
    const other = client<DynamoDBClient>(() => ({
      Table: { StreamSpecification: { StreamEnabled: view !== undefined, StreamViewType: view } },
    }));
    expect((await describeStores({ tables: ['orders'], buckets: [] }, other, s3)).tables[0]?.streams).toBe(false);
  });

  it('never takes a store that may not be read for one that does not exist', async () => {
    const denied = client<DynamoDBClient>(() => {
      throw fault('AccessDeniedException');
    });
    await expect(describeStores({ tables: ['orders'], buckets: [] }, denied, s3)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      place: 'table orders',
      message: expect.stringContaining('AccessDeniedException'),
    });
  });
});
