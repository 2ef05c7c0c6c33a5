import { CreateBucketCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { expect } from 'vitest';

/** An object storage service under the contract. */
export interface ObjectStorage {
  readonly client: S3Client;
  /** Address for requests that no SDK would send. */
  readonly endpoint: string;
  /** Moves the service's clock forward; absent where nobody can. */
  readonly advance?: (milliseconds: number) => void;
  stop(): Promise<void>;
}

/** Tests get the service when they run, not when they are declared. */
export type Subject = () => ObjectStorage;

/** A new bucket with a name nobody has. */
export async function newBucket({ client }: ObjectStorage, options: { locking?: boolean } = {}): Promise<string> {
  const Bucket = `contract-${crypto.randomUUID()}`;
  await client.send(
    new CreateBucketCommand({ Bucket, ...(options.locking ? { ObjectLockEnabledForBucket: true } : {}) }),
  );
  return Bucket;
}

/** Expects the service to refuse with this code and status; for HEAD, where no code travels, with the status alone. */
export async function refused(promise: Promise<unknown>, code: string | null, status: number) {
  const error = await promise.then(
    () => expect.fail(`expected a refusal with ${code ?? status}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof S3ServiceException)) throw error;
  expect({ code: code === null ? null : error.name, status: error.$metadata.httpStatusCode }).toEqual({ code, status });
  return error;
}

/** A key or prefix of a listing with `EncodingType: 'url'`, as it is. */
export function decodeName(name: string | undefined): string {
  return decodeURIComponent((name ?? '').replaceAll('+', '%20'));
}

/** Keys that have tripped object stores. */
export const ODD_KEYS = [
  'plain',
  'a space/and more',
  'wechat/张伟/照片 1.jpg',
  'a&b<c>"d\'e',
  'plus+percent%25%',
  'line\nbreak',
  'hash#question?x=1',
  'dots/../and/./more',
  'tilde~bang!(star*)',
  'emoji-😀',
];
