import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findingsIn, observe, type Tally } from '../../lib/auditing/drift.ts';
import { tableReader } from '../../lib/auditing/readers/dynamodb.ts';
import { bucketReader } from '../../lib/auditing/readers/s3.ts';
import { luhn } from '../../lib/auditing/shapes/bank-card.ts';
import type { SeenRecord, StoreReader } from '../../lib/auditing/store-reader.ts';
import type { DynamoStore, PlanDataset } from '../../lib/policy/plan.ts';
import { type S3Server, startS3 } from '../../local/s3/index.ts';
import { settableClock } from '../contract/local-service.ts';
import { logs } from '../erasure/sample-plan.ts';
import { type TestDynamoDb, testDynamoDb } from '../support/dynamodb.ts';

const CARD = `622202123456789012${(10 - luhn('6222021234567890120')) % 10}`;

/** Page after page, to the end. */
async function all(read: StoreReader): Promise<{ records: SeenRecord[]; pages: number }> {
  const records: SeenRecord[] = [];
  let [next, pages]: [string | null, number] = [null, 0];
  do {
    const page: Awaited<ReturnType<StoreReader>> = await read(next);
    records.push(...page.records);
    next = page.next;
    pages++;
  } while (next !== null);
  return { records, pages };
}

describe('a walk over a table', () => {
  let dynamodb: TestDynamoDb;
  beforeAll(async () => {
    dynamodb = await testDynamoDb();
  });
  afterAll(() => dynamodb.stop());

  it('finds every record once, page by page, with its key as its target writes it', { timeout: 30_000 }, async () => {
    const table = await dynamodb.table('user_id', 'at');
    const dataset: PlanDataset = { ...logs, store: { ...(logs.store as DynamoStore), table } };
    const put = (n: number) =>
      dynamodb.client.send(
        new PutItemCommand({ TableName: table, Item: marshall({ user_id: `u${n % 7}`, at: `${n}`, created_at: 'x' }) }),
      );
    for (let n = 0; n < 620; n += 20) await Promise.all(Array.from({ length: 20 }, (_, k) => put(n + k)));
    const { records, pages } = await all(tableReader(dynamodb.client, dataset));
    expect(pages).toBe(2);
    expect(new Set(records.map(({ key }) => key)).size).toBe(620);
    expect(records[0]?.key).toMatch(/^\{"user_id":\{"S":"u\d"\},"at":\{"S":"\d+"\}\}$/);
  });

  it('sees every digit of a number: a bank card has more than a number holds [A-10, R-28]', async () => {
    const table = await dynamodb.table('id', null);
    await dynamodb.client.send(new PutItemCommand({ TableName: table, Item: { id: { S: '1' }, card: { N: CARD } } }));
    const { records } = await all(tableReader(dynamodb.client, { table }));
    expect(records.map(({ stored }) => stored())).toEqual([{ id: '1', card: CARD }]);
    const tally: Tally = {};
    const never = [{ id: 'bank-card', term: '银行卡信息', clause: '第一条', detect: ['bank-card'] }];
    for (const { stored } of records) observe(stored(), { never, subjectKeys: [] }, tally);
    expect(findingsIn(tally)).toEqual([{ kind: 'prohibited', attribute: 'card', category: 'bank-card', count: 1 }]);
  });

  it('says where it failed, and nothing of what was asked', async () => {
    await expect(tableReader(dynamodb.client, { table: 'none' })(null)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      place: 'none',
    });
  });
});

describe('a walk over a bucket', () => {
  let server: S3Server;
  let client: S3Client;
  beforeAll(async () => {
    server = await startS3({ clock: settableClock('2026-03-01T00:00:00Z') });
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    client = new S3Client({ endpoint: server.endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
  });
  afterAll(() => server.stop());

  it('finds every version and delete marker below the prefix, whose it is, and what is nobody’s', {
    timeout: 60_000,
  }, async () => {
    const Bucket = 'walked';
    await client.send(new CreateBucketCommand({ Bucket }));
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    const put = (Key: string) => client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    for (let n = 0; n < 1010; n++) await put(`a/li/${n}`);
    await put('a/li/0');
    await put('a/nobody');
    await put('b/wang/1');
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'a/li/1' }));
    const store = { kind: 's3', bucket: Bucket, prefix: 'a/{subject}/' } as const;
    const { records, pages } = await all(bucketReader(client, { ...logs, store }));
    expect(pages).toBe(2);
    expect(records).toHaveLength(1013);
    const owners = Map.groupBy(records, ({ owner }) => owner);
    expect([...owners].map(([owner, theirs]) => [owner, theirs.length])).toEqual([
      ['li', 1012],
      [null, 1],
    ]);
    expect(records.filter(({ fields }) => fields.marker === true)).toHaveLength(1);
  });
});
