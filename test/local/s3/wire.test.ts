import { once } from 'node:events';
import { request } from 'node:http';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../lib/clock.ts';
import { type S3Server, startS3 } from '../../../local/s3/index.ts';

// Requests as no SDK sends them.

let server: S3Server;

beforeAll(async () => {
  server = await startS3({ clock: systemClock });
  const client = new S3Client({
    endpoint: server.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await client.send(new CreateBucketCommand({ Bucket: 'uploads' }));
  await client.send(new PutObjectCommand({ Bucket: 'uploads', Key: 'folder/k', Body: 'x' }));
  client.destroy();
});
afterAll(() => server.stop());

/** Sends bytes no SDK would; signed in form, which is all the server asks. */
async function raw(
  method: string,
  path: string,
  headers: Record<string, string>,
  body = '',
): Promise<[number, string]> {
  const authorization = `AWS4-HMAC-SHA256 Credential=a/20261123/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`;
  const message = request({
    port: server.port,
    host: '127.0.0.1',
    method,
    path,
    headers: {
      authorization,
      'x-amz-date': '20261123T080000Z',
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      ...headers,
    },
  });
  message.end(body);
  const [response] = await once(message, 'response');
  let text = '';
  for await (const part of response) text += part;
  return [response.statusCode, text];
}

test('a bucket may be named by the host', async () => {
  for (const host of ['uploads.localhost', 'uploads.s3.localhost:4566', 'uploads.s3.cn-north-1.localhost']) {
    expect(await raw('GET', '/folder/k', { host })).toEqual([200, 'x']);
  }
  expect(await raw('GET', '/uploads/folder/k', { host: 's3.localhost' })).toEqual([200, 'x']);
});

test.each([
  ['a size beyond its bytes', '5\r\nhell\r\n0\r\n\r\n', 5],
  ['no end', '4\r\nhell\r\n', 4],
  ['another length than announced', '4\r\nhell\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n', 5],
  ['a trailer that does not come', '4\r\nhell\r\n0\r\n\r\n', 4],
])('chunks with %s are refused', async (_what, body, length) => {
  const [status, text] = await raw(
    'PUT',
    '/uploads/k',
    {
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': String(length),
      'x-amz-trailer': 'x-amz-checksum-crc32',
    },
    body,
  );
  expect([status, text]).toEqual([400, expect.stringContaining('<Code>IncompleteBody</Code>')]);
});

test.each([
  '<Delete>',
  '<Delete><Object><Key>&nbsp;</Key></Object></Delete>',
  '<!DOCTYPE Delete [<!ENTITY k "k">]><Delete><Object><Key>&k;</Key></Object></Delete>',
  '<Delete><Object><VersionId>null</VersionId></Object></Delete>',
  '<Delete><Object><Key><![CDATA[k]]></Key></Object></Delete>',
  '<Other/>',
  'not xml',
])('%s is malformed', async (body) => {
  const md5 = crypto.subtle.digest('SHA-256', Buffer.from(body));
  const headers = { 'x-amz-checksum-sha256': Buffer.from(await md5).toString('base64') };
  const [status, text] = await raw('POST', '/uploads?delete', headers, body);
  expect([status, text]).toEqual([400, expect.stringContaining('<Code>MalformedXML</Code>')]);
});

test.each([
  ['a signature that is none', { authorization: '' }, 400],
  ['a digest of something else', { 'x-amz-content-sha256': '0'.repeat(64) }, 400],
  ['another owner expected', { 'x-amz-expected-bucket-owner': '111111111111' }, 403],
])('%s is refused', async (_what, headers, status) => {
  expect((await raw('PUT', '/uploads/k', headers, 'x'))[0]).toBe(status);
});
