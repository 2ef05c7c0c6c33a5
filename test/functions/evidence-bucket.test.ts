import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { evidenceBucket } from '../../functions/wiring/evidence-bucket.ts';

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
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: Request) => {
        asked.push(request);
        return { response: { statusCode, headers: {}, body: Readable.from([Buffer.from(body)]) } };
      },
    },
  });
  return { asked, bucket: evidenceBucket(client, 'evidence') };
}

describe('the evidence bucket', () => {
  it('takes what is not there yet, and asks S3 to see to it', async () => {
    const { asked, bucket } = bucketAnswering(200);
    expect(await bucket.putOnce('receipts/a.json', '{}')).toBe('stored');
    expect(asked).toMatchObject([{ method: 'PUT', path: '/receipts/a.json' }]);
    expect(asked[0]?.headers).toMatchObject({ 'if-none-match': '*', 'content-type': 'application/json' });
  });

  it('says that something was there when S3 refuses for that (412)', async () => {
    const { bucket } = bucketAnswering(412, 'PreconditionFailed');
    expect(await bucket.putOnce('receipts/a.json', '{}')).toBe('was there');
  });

  it.each([
    [409, 'ConditionalRequestConflict'],
    [403, 'AccessDenied'],
    [503, 'SlowDown'],
  ])('fails on %i %s: nothing is known to be stored', async (status, code) => {
    const { bucket } = bucketAnswering(status, code);
    await expect(bucket.putOnce('receipts/a.json', '{}')).rejects.toMatchObject({ name: code });
  });
});
