import { GetObjectCommand, PutObjectCommand, type PutObjectCommandInput, type S3Client } from '@aws-sdk/client-s3';
import { equalBytes } from '../bytes.ts';
import type { LogStorage, StoredFile } from '../log-storage.ts';

/** Files as objects of a bucket, at the keys that are their paths. S3's conditional writes keep each promise. */
export function s3Storage(client: S3Client, bucket: string): LogStorage {
  const put = (path: string, bytes: Uint8Array, condition: Pick<PutObjectCommandInput, 'IfMatch' | 'IfNoneMatch'>) =>
    client.send(
      new PutObjectCommand({ Bucket: bucket, Key: path, Body: bytes, ContentType: typeOf(path), ...condition }),
    );

  async function get(path: string): Promise<StoredFile | null> {
    try {
      const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: path }));
      if (Body === undefined || ETag === undefined) throw new Error('S3 answered without a body or an ETag');
      return { bytes: await Body.transformToByteArray(), version: ETag };
    } catch (error) {
      if (isNamed(error, 'NoSuchKey')) return null;
      throw error;
    }
  }

  return {
    get,

    async putOnce(path, bytes) {
      try {
        await put(path, bytes, { IfNoneMatch: '*' });
        return 'stored';
      } catch (error) {
        if (!isNamed(error, 'PreconditionFailed')) throw error;
      }
      const there = await get(path);
      return there !== null && equalBytes(there.bytes, bytes) ? 'same' : 'different';
    },

    async replace(path, bytes, version) {
      try {
        const { ETag } = await put(path, bytes, version === null ? { IfNoneMatch: '*' } : { IfMatch: version });
        if (ETag === undefined) throw new Error('S3 answered without an ETag');
        return ETag;
      } catch (error) {
        // Another write came first, or is under way, or the file has gone.
        if (isNamed(error, 'PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey')) return null;
        throw error;
      }
    },
  };
}

/** C2SP tlog-tiles: checkpoints are text, tiles are not. */
function typeOf(path: string): string {
  if (path.endsWith('.json')) return 'application/json';
  if (path.endsWith('.html')) return 'text/html; charset=utf-8';
  return path.endsWith('checkpoint') ? 'text/plain; charset=utf-8' : 'application/octet-stream';
}

function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}
