import { type AttributeValue, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { DeleteMessageBatchCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { together } from '../../lib/concurrency.ts';
import type { Plan } from '../../lib/policy/plan.ts';
import { datasetOfObject, datasetsOfTable } from '../../lib/policy/plan-index.ts';
import type { Appearance } from './appearance.ts';
import { itemId, versionIdOf } from './ledger.ts';

/*
 * Looking at the stores themselves, with the SDK and nothing of Expunge's.
 */

const PARALLEL = 4;

type Raw = Record<string, AttributeValue>;

/** Everything in the application's tables and buckets, by the ledger's ids. What the plan does not name has none and is left out. */
export async function lookAtStores(
  plan: Plan,
  dynamodb: DynamoDBClient,
  s3: S3Client,
): Promise<Map<string, Appearance>> {
  const stores = Object.values(plan.datasets).map(({ store }) => store);
  const tables = stores.flatMap((store) => (store.kind === 'dynamodb' ? [store.table] : []));
  const buckets = new Set(stores.flatMap((store) => (store.kind === 's3' ? [store.bucket] : [])));
  const seen = new Map<string, Appearance>();
  await together(tables, PARALLEL, async (table) => {
    const [dataset] = datasetsOfTable(plan, table);
    if (dataset === undefined) return;
    for await (const page of scan(dynamodb, table)) {
      for (const raw of page) seen.set(itemId(dataset, raw), { kind: 'item', raw });
    }
  });
  for (const bucket of buckets) for (const [id, shown] of await lookAtBucket(plan, s3, bucket)) seen.set(id, shown);
  return seen;
}

/** Every version and every delete marker below the datasets' prefixes. */
export async function lookAtBucket(plan: Plan, s3: S3Client, bucket: string): Promise<Map<string, Appearance>> {
  const seen = new Map<string, Appearance>();
  let next: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | null = {};
  while (next !== null) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket, ...(next as { KeyMarker?: string; VersionIdMarker?: string }) }),
    );
    const keep = (key = '', version = 'null', shown: Appearance) => {
      const owner = datasetOfObject(plan, bucket, key);
      if (owner !== null) seen.set(versionIdOf(owner.dataset.id, key, version), shown);
    };
    for (const { Key, VersionId, ETag = '', Size = 0, LastModified } of page.Versions ?? []) {
      keep(Key, VersionId, { kind: 'version', etag: ETag, size: Size, modified: LastModified?.getTime() ?? 0 });
    }
    for (const { Key, VersionId, LastModified } of page.DeleteMarkers ?? []) {
      keep(Key, VersionId, { kind: 'marker', modified: LastModified?.getTime() ?? 0 });
    }
    next = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : null;
  }
  return seen;
}

/** A whole table, page by page, with strong reads. */
export async function* scan(dynamodb: DynamoDBClient, table: string): AsyncGenerator<readonly Raw[]> {
  let start: Raw | undefined;
  do {
    const page = await dynamodb.send(
      new ScanCommand({ TableName: table, ConsistentRead: true, ...(start && { ExclusiveStartKey: start }) }),
    );
    yield page.Items ?? [];
    start = page.LastEvaluatedKey;
  } while (start);
}

/** The keys below a prefix. */
export async function listKeys(s3: S3Client, bucket: string, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  let next: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ...(next && { ContinuationToken: next }) }),
    );
    keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
    next = page.NextContinuationToken;
  } while (next);
  return keys;
}

/** The text of every object below a prefix. */
export async function readObjects(s3: S3Client, bucket: string, prefix: string): Promise<string[]> {
  return together(await listKeys(s3, bucket, prefix), 2 * PARALLEL, async (Key) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
    return (await Body?.transformToString()) ?? '';
  });
}

/** Takes every message out of a queue that nobody works on. */
export async function takeMessages(sqs: SQSClient, queueUrl: string): Promise<string[]> {
  const bodies: string[] = [];
  while (true) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
    );
    if (Messages.length === 0) return bodies;
    bodies.push(...Messages.map(({ Body = '' }) => Body));
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  }
}
