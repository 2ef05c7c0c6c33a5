import { Readable } from 'node:stream';
import { CreateBucketCommand, PutObjectLockConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { s3Storage } from '../../lib/evidence/log/aws/index.ts';
import { type S3Server, startS3 } from '../../local/s3/index.ts';
import { settableClock } from './local-service.ts';
import { logStorageContract } from './log-storage.contract.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

describe('log storage in S3', () => {
  let server: S3Server;
  let client: S3Client;
  let buckets = 0;
  beforeAll(async () => {
    server = await startS3({ clock: settableClock('2026-11-23T00:00:00Z') });
    client = new S3Client({ endpoint: server.endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
  });
  afterAll(async () => {
    client.destroy();
    await server.stop();
  });

  logStorageContract(async () => {
    const Bucket = `log-${++buckets}`;
    await client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
    await client.send(
      new PutObjectLockConfigurationCommand({
        Bucket,
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 366 } },
        },
      }),
    );
    return s3Storage(client, Bucket);
  });
});

interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A bucket that answers as S3 does on the wire, and what was asked of it. */
function bucketAnswering(statusCode: number, code?: string) {
  const asked: Request[] = [];
  const body =
    code === undefined ? '' : `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`;
  const client = new S3Client({
    region: 'cn-north-1',
    credentials,
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: Request) => {
        asked.push(request);
        return { response: { statusCode, headers: { etag: '"v"' }, body: Readable.from([Buffer.from(body)]) } };
      },
    },
  });
  return { asked, storage: s3Storage(client, 'log') };
}

describe('what is asked of S3', () => {
  it('is to write once', async () => {
    const { asked, storage } = bucketAnswering(200);
    expect(await storage.putOnce('receipts/2026/a.json', new Uint8Array(1))).toBe('stored');
    expect(asked).toMatchObject([{ method: 'PUT', path: '/receipts/2026/a.json' }]);
    expect(asked[0]?.headers).toMatchObject({ 'if-none-match': '*', 'content-type': 'application/json' });
  });

  it('is to replace what was read', async () => {
    const { asked, storage } = bucketAnswering(200);
    expect(await storage.replace('a/checkpoint', new Uint8Array(1), '"u"')).toBe('"v"');
    expect(asked[0]?.headers).toMatchObject({ 'if-match': '"u"', 'content-type': 'text/plain; charset=utf-8' });
  });

  it.each([
    [412, 'PreconditionFailed'],
    [409, 'ConditionalRequestConflict'],
    [404, 'NoSuchKey'],
  ])('replaces nothing on %i %s', async (status, code) => {
    expect(await bucketAnswering(status, code).storage.replace('checkpoint', new Uint8Array(1), '"u"')).toBeNull();
  });

  it.each([
    [409, 'ConditionalRequestConflict'],
    [403, 'AccessDenied'],
    [503, 'SlowDown'],
  ])('fails on %i %s: nothing is known to be stored', async (status, code) => {
    const { storage } = bucketAnswering(status, code);
    await expect(storage.putOnce('tile', new Uint8Array(1))).rejects.toMatchObject({ name: code });
  });

  it.each([
    [403, 'AccessDenied'],
    [503, 'SlowDown'],
  ])('is never taken for a missing file: %i %s', async (status, code) => {
    await expect(bucketAnswering(status, code).storage.get('checkpoint')).rejects.toMatchObject({ name: code });
  });
});
