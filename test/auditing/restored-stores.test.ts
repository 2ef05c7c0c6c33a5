import {
  type AttributeValue,
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuditOffice, createCursorSeal, guardPage } from '../../lib/auditing/index.ts';
import { tableReader } from '../../lib/auditing/readers/dynamodb.ts';
import { bucketReader } from '../../lib/auditing/readers/s3.ts';
import { sightingsIn, sightingsOf } from '../../lib/erasure/sightings.ts';
import { dynamoTarget, keyOf } from '../../lib/erasure/targets/dynamodb.ts';
import { targetsByKind } from '../../lib/erasure/targets/index.ts';
import { s3Target } from '../../lib/erasure/targets/s3.ts';
import { workShard } from '../../lib/erasure/worker.ts';
import { createEpochKey } from '../../lib/evidence/epochs/index.ts';
import type { Receipt } from '../../lib/evidence/index.ts';
import type { DynamoStore, Plan, PlanDataset } from '../../lib/policy/plan.ts';
import { arm, createReferencer, dynamoRegistry, openCase, type Sighting } from '../../lib/registry/index.ts';
import { type S3Server, startS3 } from '../../local/s3/index.ts';
import { settableClock } from '../contract/local-service.ts';
import { logs, reviews, samplePlan } from '../erasure/sample-plan.ts';
import { approved } from '../registry/approved.ts';
import { sampleEvidence } from '../registry/sample-case.ts';
import { type TestDynamoDb, testDynamoDb } from '../support/dynamodb.ts';

const MINUTE = 60_000;
const BUCKET = 'uploads';
const clock = settableClock('2026-03-01T00:00:00Z');
const CREATED = '2026-02-01T00:00:00Z';

let dynamodb: TestDynamoDb;
let server: S3Server;
let objects: S3Client;
beforeAll(async () => {
  dynamodb = await testDynamoDb();
  server = await startS3({ clock });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  objects = new S3Client({ endpoint: server.endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
});
afterAll(async () => {
  await dynamodb.stop();
  await server.stop();
});

/** Three stores as an application has them, a registry, and a worker; no stream tells of anything. */
async function createStores() {
  const inTable = async (dataset: PlanDataset, partition: string, sort: string | null): Promise<PlanDataset> => {
    const table = await dynamodb.table(partition, sort);
    return { ...dataset, store: { ...(dataset.store as DynamoStore), table } };
  };
  const datasets = {
    logs: await inTable(logs, 'user_id', 'at'),
    reviews: await inTable(reviews, 'review_id', null),
    uploads: {
      ...logs,
      id: 'uploads',
      store: { kind: 's3', bucket: BUCKET, prefix: 'a/{subject}/' },
      times: { collected: { field: 'LastModified', as: 'iso' } },
    },
  } as const satisfies Record<string, PlanDataset>;
  await objects.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await objects.send(
    new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }),
  );
  const plan: Plan = { ...samplePlan, datasets };
  const registry = dynamoRegistry(dynamodb.client, await dynamodb.table('pk', 'sk'), 1);
  const referencer = createReferencer(Buffer.from('registry key'));
  const receipts: Receipt[] = [];
  const shared = {
    plan,
    registry,
    referencer,
    clock: { ...clock, sleep: async () => {} },
    meter: { count: () => {} },
    bus: { announce: async () => {} },
    fault: (error: unknown) => {
      throw error;
    },
  };
  const shop = {
    ...shared,
    targets: targetsByKind({ dynamodb: dynamoTarget(dynamodb.client), s3: s3Target(objects) }),
    prove: async (page: { receipts: readonly unknown[] }) => void receipts.push(...(page.receipts as Receipt[])),
    evidenceReference: createEpochKey('2026', Buffer.from('evidence key')).reference,
  };
  const office: AuditOffice = {
    ...shared,
    readers: (place) =>
      'table' in place || place.store.kind === 'dynamodb'
        ? tableReader(dynamodb.client, place)
        : bucketReader(objects, place),
    sealOf: (store) => createCursorSeal(Buffer.from('cursor key'), store),
  };
  await approved({ ...shared, shards: 1 });
  const tagged = (sightings: readonly Sighting[] | null) => arm(sightings ?? [], shared);

  return {
    plan,
    registry,
    datasets,
    receipts,
    ref: (subject: string) => referencer.subject('shop', subject),
    async put(dataset: PlanDataset, record: Record<string, unknown>) {
      const Item = marshall(record);
      await dynamodb.client.send(new PutItemCommand({ TableName: tableOf(dataset), Item }));
      const key = keyOf(dataset, Item);
      await tagged(sightingsIn({ dataset, fields: record, key, event: `put ${key}` }, plan, clock.now()));
    },
    async upload(subject: string, name: string, { tag = true } = {}) {
      await objects.send(new PutObjectCommand({ Bucket: BUCKET, Key: `a/${subject}/${name}`, Body: name }));
      const times = { at: { collected: clock.now() }, undated: false };
      const told = { dataset: datasets.uploads, subject, times, key: '', event: `upload ${name}` };
      if (tag) await tagged(sightingsOf(told, plan));
    },
    close: (subject: string) =>
      openCase(
        { type: 'AccountClosed', id: `closure of ${subject}`, policy: 'shop', subject, receivedAt: clock.now() },
        { ...shared, evidenceOf: async () => sampleEvidence, keyOf: () => null } as never,
      ),
    /** Half an hour of workers. */
    async live() {
      for (let minute = 0; minute < 30; minute += 5) {
        for (const action of ['delete', 'anonymise'] as const) {
          const order = { name: { action, shard: 0 }, worker: `w-${clock.now()}`, cutOff: clock.now() + 15 * MINUTE };
          await workShard({ ...order, careful: false }, shop);
        }
        clock.set(new Date(clock.now() + 5 * MINUTE).toISOString());
      }
    },
    async pass() {
      const due: Record<string, number> = {};
      for (const name of Object.keys(datasets)) {
        let next: string | null = null;
        do {
          const page: Awaited<ReturnType<typeof guardPage>> = await guardPage(name, next, clock.now(), office);
          due[name] = (due[name] ?? 0) + page.due;
          next = page.next;
        } while (next !== null);
      }
      return due;
    },
    subjectsIn: async (dataset: PlanDataset, attribute: string) => [
      ...new Set((await scan(tableOf(dataset))).map((item) => unmarshall(item)[attribute])),
    ],
    async ownersOfObjects() {
      const { Versions = [] } = await objects.send(new ListObjectVersionsCommand({ Bucket: BUCKET }));
      return [...new Set(Versions.map(({ Key }) => Key?.split('/')[1]))];
    },
  };
}

const tableOf = ({ store }: PlanDataset): string => (store as DynamoStore).table;

const scan = async (table: string) =>
  (await dynamodb.client.send(new ScanCommand({ TableName: table, ConsistentRead: true }))).Items ?? [];

/** As point-in-time recovery does under the old name: another table, without a stream, with the items of before. */
async function restore(table: string, items: readonly Record<string, AttributeValue>[]): Promise<void> {
  const { Table } = await dynamodb.client.send(new DescribeTableCommand({ TableName: table }));
  await dynamodb.client.send(new DeleteTableCommand({ TableName: table }));
  await dynamodb.client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: Table?.KeySchema ?? [],
      AttributeDefinitions: Table?.AttributeDefinitions ?? [],
    }),
  );
  for (const Item of items) await dynamodb.client.send(new PutItemCommand({ TableName: table, Item: { ...Item } }));
}

describe('stores that were restored from a copy', () => {
  it('are looked through before traffic, and whoever was erased is erased again, with receipts [C-20, R-13, R-16, D-51]', {
    timeout: 60_000,
  }, async () => {
    const stores = await createStores();
    const { datasets } = stores;
    for (const subject of ['li', 'wang']) {
      for (const at of ['1', '2']) await stores.put(datasets.logs, { user_id: subject, at, created_at: CREATED });
      await stores.put(datasets.reviews, { review_id: `of ${subject}`, author: subject, created_at: CREATED });
      await stores.upload(subject, 'photo');
    }
    const snapshot = new Map(
      await Promise.all(
        [datasets.logs, datasets.reviews].map(async (one) => [tableOf(one), await scan(tableOf(one))] as const),
      ),
    );

    await stores.close('li');
    await stores.live();
    expect(await stores.subjectsIn(datasets.logs, 'user_id')).toEqual(['wang']);
    expect(await stores.subjectsIn(datasets.reviews, 'author')).toEqual(['wang']);
    expect(await stores.ownersOfObjects()).toEqual(['wang']);
    const tombstone = (await stores.registry.subjects([stores.ref('li')])).get(stores.ref('li'));
    expect(tombstone).toMatchObject({ closure: { covers: expect.arrayContaining(['short']) } });
    expect(tombstone).not.toHaveProperty('id');
    expect(await stores.pass(), 'nothing has come back yet').toEqual({ logs: 0, reviews: 0, uploads: 0 });

    const before = stores.receipts.length;
    for (const [table, items] of snapshot) await restore(table, items);
    await stores.upload('li', 'photo', { tag: false });
    await stores.live();
    expect(await stores.subjectsIn(datasets.logs, 'user_id'), 'without the guard nobody looks').toContain('li');

    expect(await stores.pass()).toEqual({ logs: 2, reviews: 1, uploads: 1 });
    await stores.live();
    expect(await stores.pass()).toEqual({ logs: 0, reviews: 0, uploads: 0 });
    expect(await stores.subjectsIn(datasets.logs, 'user_id')).toEqual(['wang']);
    expect(await stores.subjectsIn(datasets.reviews, 'author')).toEqual(['wang']);
    expect(await stores.ownersOfObjects()).toEqual(['wang']);
    const again = stores.receipts.slice(before).filter(({ outcome }) => outcome === 'erased');
    expect(again.map(({ dataset, records }) => `${dataset} ${records}`).sort()).toEqual([
      'logs 2',
      'reviews 1',
      'uploads 1',
    ]);
    const forgotten = (await stores.registry.subjects([stores.ref('li')])).get(stores.ref('li'));
    expect(forgotten, 'and forgotten again').not.toHaveProperty('id');
  });
});
