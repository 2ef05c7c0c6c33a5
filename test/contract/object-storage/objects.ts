import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { newBucket, ODD_KEYS, refused, type Subject } from './subject.ts';

export function objectContract(subject: Subject): void {
  test('what was put is what is got, with its headers', async () => {
    const { client } = subject();
    const Bucket = await newBucket(subject());
    const put = await client.send(
      new PutObjectCommand({
        Bucket,
        Key: 'k',
        Body: 'hello',
        ContentType: 'text/plain',
        Metadata: { origin: 'test' },
      }),
    );
    expect(put.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
    expect(put.ChecksumCRC32).toBe('NhCmhg==');
    const got = await client.send(new GetObjectCommand({ Bucket, Key: 'k' }));
    expect(await got.Body?.transformToString()).toBe('hello');
    expect(got).toMatchObject({ ContentType: 'text/plain', ContentLength: 5, Metadata: { origin: 'test' } });
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'k', ChecksumMode: 'ENABLED' }));
    expect(head).toMatchObject({ ETag: put.ETag, ContentLength: 5, ChecksumCRC32: 'NhCmhg==' });
    expect(head.LastModified?.getMilliseconds()).toBe(0);
    await refused(client.send(new GetObjectCommand({ Bucket, Key: 'none' })), 'NoSuchKey', 404);
    await refused(client.send(new HeadObjectCommand({ Bucket, Key: 'none' })), 'NotFound', 404);
  });

  test.each(ODD_KEYS)('the key %j is one key', async (Key) => {
    const { client } = subject();
    const Bucket = await newBucket(subject());
    await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    const got = await client.send(new GetObjectCommand({ Bucket, Key }));
    expect(await got.Body?.transformToString()).toBe(Key);
  });

  test('a streamed body arrives whole, without the marks of its transfer', async () => {
    const { client } = subject();
    const Bucket = await newBucket(subject());
    const parts = [Buffer.alloc(70_000, 'a'), Buffer.from('\r\n0\r\n\r\n'), Buffer.alloc(3, 0)];
    const body = Buffer.concat(parts);
    const ContentLength = body.length;
    await client.send(
      new PutObjectCommand({ Bucket, Key: 'k', Body: Readable.from(parts), ContentLength, ContentEncoding: 'gzip' }),
    );
    const got = await client.send(new GetObjectCommand({ Bucket, Key: 'k' }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(body)).toBe(true);
    expect(got.ContentEncoding).toBe('gzip');
  });

  test('a body that is not what its digest says is refused and not kept', async () => {
    const { client } = subject();
    const Bucket = await newBucket(subject());
    const put = { Bucket, Key: 'k', Body: 'hello' };
    await refused(client.send(new PutObjectCommand({ ...put, ChecksumCRC32: 'AAAAAA==' })), 'BadDigest', 400);
    await refused(
      client.send(new PutObjectCommand({ ...put, ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' })),
      'BadDigest',
      400,
    );
    await refused(client.send(new PutObjectCommand({ ...put, ContentMD5: 'bm90IG1kNQ==' })), 'InvalidDigest', 400);
    await refused(client.send(new GetObjectCommand({ Bucket, Key: 'k' })), 'NoSuchKey', 404);
    await client.send(new PutObjectCommand({ ...put, ContentMD5: 'XUFAKrxLKna5cZ2REBfFkg==' }));
  });

  test('If-None-Match: * writes only where nothing is; a deleted key is nothing', async () => {
    const { client } = subject();
    const Bucket = await newBucket(subject());
    const write = () => client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', IfNoneMatch: '*' }));
    await write();
    await refused(write(), 'PreconditionFailed', 412);
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    await write();
  });

  test('of writers that race with If-None-Match: * exactly one wins', async () => {
    const { client } = subject();
    const Bucket = await newBucket(subject());
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) =>
        client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: `${n}`, IfNoneMatch: '*' })),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('If-Match writes only over the version it names', async () => {
    const { client } = subject();
    const Bucket = await newBucket(subject());
    const write = (IfMatch: string) => client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'y', IfMatch }));
    await refused(write('"5d41402abc4b2a76b9719d911017c592"'), 'NoSuchKey', 404);
    const { ETag } = await client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
    await refused(write('"5d41402abc4b2a76b9719d911017c592"'), 'PreconditionFailed', 412);
    await write(ETag ?? '');
  });

  test('reads are conditional', async () => {
    const { client } = subject();
    const Bucket = await newBucket(subject());
    const { ETag } = await client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
    const get = (conditions: object) => client.send(new GetObjectCommand({ Bucket, Key: 'k', ...conditions }));
    await get({ IfMatch: ETag });
    await refused(get({ IfMatch: '"other"' }), 'PreconditionFailed', 412);
    const status = await get({ IfNoneMatch: ETag }).then(
      () => 200,
      (error: unknown) => (error instanceof S3ServiceException ? error.$metadata.httpStatusCode : error),
    );
    expect(status).toBe(304);
    await get({ IfNoneMatch: '"other"' });
  });

  test('a range is a part', async () => {
    const { client } = subject();
    const Bucket = await newBucket(subject());
    await client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: '0123456789' }));
    const range = async (Range: string) => {
      const got = await client.send(new GetObjectCommand({ Bucket, Key: 'k', Range }));
      return [await got.Body?.transformToString(), got.ContentRange];
    };
    expect(await range('bytes=2-4')).toEqual(['234', 'bytes 2-4/10']);
    expect(await range('bytes=7-')).toEqual(['789', 'bytes 7-9/10']);
    expect(await range('bytes=-2')).toEqual(['89', 'bytes 8-9/10']);
    expect(await range('bytes=8-99')).toEqual(['89', 'bytes 8-9/10']);
    await refused(range('bytes=10-'), 'InvalidRange', 416);
  });

  test('a copy has the bytes, and the headers unless they are replaced', async () => {
    const { client } = subject();
    const Bucket = await newBucket(subject());
    await client.send(new PutObjectCommand({ Bucket, Key: '源 a', Body: 'x', Metadata: { a: '1' }, Tagging: 't=1' }));
    const CopySource = `${Bucket}/${encodeURIComponent('源 a')}`;
    await client.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource }));
    const got = await client.send(new GetObjectCommand({ Bucket, Key: 'b' }));
    expect([await got.Body?.transformToString(), got.Metadata, got.TagCount]).toEqual(['x', { a: '1' }, 1]);
    await client.send(
      new CopyObjectCommand({ Bucket, Key: 'c', CopySource, MetadataDirective: 'REPLACE', Metadata: { b: '2' } }),
    );
    expect((await client.send(new HeadObjectCommand({ Bucket, Key: 'c' }))).Metadata).toEqual({ b: '2' });
    await refused(client.send(new CopyObjectCommand({ Bucket, Key: '源 a', CopySource })), 'InvalidRequest', 400);
  });

  test('a request without a signature is refused', async () => {
    const { client, endpoint } = subject();
    const Bucket = await newBucket(subject());
    await client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
    const response = await fetch(`${endpoint}/${Bucket}/k`);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('<Code>AccessDenied</Code>');
  });
}
