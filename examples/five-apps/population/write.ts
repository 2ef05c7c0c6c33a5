import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { inBatches, together } from '../../../lib/concurrency.ts';
import type { Plan } from '../../../lib/policy/plan.ts';
import type { ItemRecord, Upload } from './population.ts';

/** Where the applications keep their data. */
export interface Stores {
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  /** Says which dataset is which table or prefix. */
  readonly plan: Plan;
}

/** An upload as the bucket has it. */
export interface StoredUpload {
  readonly dataset: string;
  readonly subject: string;
  readonly key: string;
  readonly versionId: string;
}

const BATCH = 25;
const PARALLEL = 6;
const TRIES = 8;

/** Writes items into their tables. `progress` hears how many are written. */
export async function writeItems(
  items: readonly ItemRecord[],
  { dynamodb, plan }: Stores,
  progress: (written: number) => void = () => {},
): Promise<void> {
  let written = 0;
  await together(inBatches(items, BATCH), PARALLEL, async (batch) => {
    let pending = byTable(batch, plan);
    for (let tries = 0; Object.keys(pending).length > 0; tries++) {
      if (tries === TRIES) throw new Error('DynamoDB keeps leaving part of a batch unwritten.');
      const answer = await dynamodb.send(new BatchWriteItemCommand({ RequestItems: pending }));
      pending = answer.UnprocessedItems ?? {};
    }
    written += batch.length;
    progress(written);
  });
}

type Requests = Record<string, WriteRequest[]>;

function byTable(batch: readonly ItemRecord[], plan: Plan): Requests {
  const requests: Requests = {};
  for (const { dataset, item } of batch) {
    const store = plan.datasets[dataset]?.store;
    if (store?.kind !== 'dynamodb') throw new Error(`${dataset} is in no table.`);
    const table = requests[store.table] ?? [];
    table.push({ PutRequest: { Item: marshall(item) } });
    requests[store.table] = table;
  }
  return requests;
}

/** Puts and deletes objects as their owners did: versions of one object in their order, different ones in parallel. */
export async function writeUploads(
  uploads: readonly Upload[],
  { s3, plan }: Stores,
  progress: (written: number) => void = () => {},
): Promise<StoredUpload[]> {
  const objects = Map.groupBy(uploads, ({ dataset, subject, name }) => `${dataset} ${subject} ${name}`);
  let written = 0;
  const stored = await together([...objects.values()], PARALLEL, async (versions) => {
    const done: StoredUpload[] = [];
    for (const upload of versions) {
      const { bucket, key } = placeOf(upload, plan);
      const place = { Bucket: bucket, Key: key };
      const { VersionId = 'null' } =
        upload.body === null
          ? await s3.send(new DeleteObjectCommand(place))
          : await s3.send(new PutObjectCommand({ ...place, Body: upload.body, ContentType: upload.contentType }));
      done.push({ dataset: upload.dataset, subject: upload.subject, key, versionId: VersionId });
      written++;
      progress(written);
    }
    return done;
  });
  return stored.flat();
}

function placeOf({ dataset, subject, name }: Upload, plan: Plan): { bucket: string; key: string } {
  const store = plan.datasets[dataset]?.store;
  if (store?.kind !== 's3') throw new Error(`${dataset} is in no bucket.`);
  return { bucket: store.bucket, key: store.prefix.replace('{subject}', () => subject) + name };
}
