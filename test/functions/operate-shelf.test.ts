import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { s3Shelf } from '../../functions/operate/shelf.ts';
import { type S3Server, startS3 } from '../../local/s3/index.ts';
import { clientConfig, settableClock } from '../contract/local-service.ts';

describe('the receipts of the evidence bucket', () => {
  let server: S3Server;
  let client: S3Client;
  beforeAll(async () => {
    server = await startS3({ clock: settableClock('2026-11-23T00:00:00Z') });
    client = new S3Client({ ...clientConfig(server.endpoint), forcePathStyle: true });
    await client.send(new CreateBucketCommand({ Bucket: 'evidence' }));
    for (const Key of [
      'certificates/c/erased.json',
      'receipts/2026/2',
      'receipts/2027/1',
      'receipts/2026/1',
      'reports/x',
    ]) {
      await client.send(new PutObjectCommand({ Bucket: 'evidence', Key, Body: Key }));
    }
  });
  afterAll(async () => {
    client.destroy();
    await server.stop();
  });

  it('are listed in order, a part at a time, and nothing beside them', async () => {
    const { keys } = s3Shelf(client, 'evidence');
    expect(await keys(null, 2)).toEqual(['receipts/2026/1', 'receipts/2026/2']);
    expect(await keys('receipts/2026/2', 2)).toEqual(['receipts/2027/1']);
    expect(await keys('receipts/2027/1', 2)).toEqual([]);
  });

  it('are read, if they are still there', async () => {
    const { read } = s3Shelf(client, 'evidence');
    expect(Buffer.from((await read('receipts/2026/2')) ?? []).toString()).toBe('receipts/2026/2');
    expect(await read('receipts/2026/3')).toBeNull();
  });
});
