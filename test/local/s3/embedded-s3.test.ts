import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { type S3Event, type S3Server, startS3 } from '../../../local/s3/index.ts';
import { refused } from '../../contract/object-storage/subject.ts';

// What only the embedded server promises; what it shares with S3 is in test/contract.

const folder = mkdtempSync(join(tmpdir(), 'embedded-s3-'));
const clock = { now: () => now, sleep: async () => {} };
const START = Date.parse('2026-11-23T08:00:00.123Z');
const Bucket = 'uploads';
let now = START;
let events: S3Event[] = [];
let server: S3Server;
let client: S3Client;

async function start(dataFile?: string): Promise<void> {
  server = await startS3({ clock, onEvent: (event) => events.push(event), ...(dataFile ? { dataFile } : {}) });
  client = new S3Client({
    endpoint: server.endpoint,
    region: 'cn-north-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}

async function stop(): Promise<void> {
  client.destroy();
  await server.stop();
}

beforeEach(async () => {
  now = START;
  events = [];
  await start();
  await client.send(new CreateBucketCommand({ Bucket }));
});
afterEach(stop);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const enable = () =>
  client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
const announce = () =>
  client.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    }),
  );
const put = async (Key: string, Body: string) =>
  (await client.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId;

test('a bucket that does not announce says nothing', async () => {
  await put('k', 'x');
  expect(events).toEqual([]);
});

test('events have the shape S3 gives EventBridge', async () => {
  await enable();
  await announce();
  const id = await put('微信/a b.jpg', 'hello');
  await client.send(
    new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${encodeURIComponent('微信/a b.jpg')}` }),
  );
  const marker = await client.send(new DeleteObjectCommand({ Bucket, Key: '微信/a b.jpg' }));
  await client.send(
    new DeleteObjectsCommand({
      Bucket,
      Delete: { Quiet: true, Objects: [{ Key: '微信/a b.jpg', VersionId: id ?? '' }] },
    }),
  );
  expect(events[0]).toEqual({
    source: 'aws.s3',
    'detail-type': 'Object Created',
    time: '2026-11-23T08:00:00.123Z',
    region: 'cn-north-1',
    resources: ['arn:aws-cn:s3:::uploads'],
    detail: {
      version: '0',
      bucket: { name: 'uploads' },
      object: {
        key: '微信/a b.jpg',
        size: 5,
        etag: '5d41402abc4b2a76b9719d911017c592',
        'version-id': id,
        sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
      },
      'request-id': expect.stringMatching(/^[0-9A-F]{16}$/),
      requester: '000000000000',
      'source-ip-address': '127.0.0.1',
      reason: 'PutObject',
    },
  });
  expect(events[1]?.detail.reason).toBe('CopyObject');
  const deletions = events.slice(2).map((event) => ({
    type: event['detail-type'],
    deletion: event.detail['deletion-type'],
    version: event.detail.object['version-id'],
    size: event.detail.object.size,
  }));
  const type = 'Object Deleted';
  expect(deletions).toEqual([
    { type, deletion: 'Delete Marker Created', version: marker.VersionId, size: undefined },
    { type, deletion: 'Permanently Deleted', version: id, size: undefined },
  ]);
  const sequence = events.map((event) => event.detail.object.sequencer);
  expect([...sequence].sort()).toEqual(sequence);
  expect(new Set(sequence).size).toBe(4);
});

test('what changed nothing is no event', async () => {
  await announce();
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'never' }));
  await put('k', 'x');
  await refused(
    client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'y', IfNoneMatch: '*' })),
    'PreconditionFailed',
    412,
  );
  expect(events).toHaveLength(1);
});

test('versions stay in the order written within one millisecond and when the clock jumps back', async () => {
  await enable();
  const ids: unknown[] = [];
  for (const at of [0, 0, 0, 180 * 86_400_000, -86_400_000, 0]) {
    now = START + at;
    ids.unshift(await put('k', `${at}`));
  }
  const { Versions } = await client.send(new ListObjectVersionsCommand({ Bucket }));
  expect(Versions?.map(({ VersionId }) => VersionId)).toEqual(ids);
  expect(Versions?.map(({ IsLatest }) => IsLatest)).toEqual([true, false, false, false, false, false]);
  expect(Versions?.[2]?.LastModified).toEqual(new Date('2027-05-22T08:00:00Z'));
});

test('a file keeps everything, and goes on counting', async () => {
  await stop();
  const dataFile = join(folder, 'data.sqlite');
  await start(dataFile);
  await client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
  await announce();
  const first = await put('k', 'one');
  await stop();
  await start(dataFile);
  const second = await put('k', 'two');
  const { Versions } = await client.send(new ListObjectVersionsCommand({ Bucket }));
  expect(Versions?.map(({ VersionId }) => VersionId)).toEqual([second, first]);
  const got = await client.send(new GetObjectCommand({ Bucket, Key: 'k', VersionId: first }));
  expect(await got.Body?.transformToString()).toBe('one');
  expect(events).toHaveLength(2);
  expect(events[0]?.detail.object.sequencer.localeCompare(events[1]?.detail.object.sequencer ?? '')).toBeLessThan(0);
});

test('what it does not implement it refuses', async () => {
  await refused(client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'k' })), 'NotImplemented', 501);
  const head = { Bucket, Key: 'k', Body: 'x' };
  await refused(client.send(new PutObjectCommand({ ...head, ACL: 'public-read' })), 'NotImplemented', 501);
  await refused(client.send(new PutObjectCommand({ ...head, StorageClass: 'GLACIER' })), 'NotImplemented', 501);
  await refused(client.send(new PutObjectCommand({ ...head, ChecksumAlgorithm: 'CRC64NVME' })), 'NotImplemented', 501);
  await refused(client.send(new DeleteObjectCommand({ Bucket, Key: 'k', IfMatch: '*' })), 'NotImplemented', 501);
  const QueueConfigurations = [
    { QueueArn: 'arn:aws:sqs:us-east-1:000000000000:q', Events: ['s3:ObjectCreated:*' as const] },
  ];
  await refused(
    client.send(
      new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: { QueueConfigurations } }),
    ),
    'NotImplemented',
    501,
  );
});

test('encoded names are a form encoding in which slashes stay, as S3 writes them', async () => {
  await put('a b/(c)+~*%.张', 'x');
  const { Versions } = await client.send(new ListObjectVersionsCommand({ Bucket, EncodingType: 'url' }));
  expect(Versions?.map(({ Key }) => Key)).toEqual(['a+b/%28c%29%2B%7E*%25.%E5%BC%A0']);
});
