import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { S3Fault } from './fault.ts';

/** One request, addressed and read; every body has already been checked against its digests. */
export interface S3Request {
  readonly id: string;
  readonly method: string;
  readonly bucket: string | null;
  readonly key: string | null;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The region of the signature's scope. */
  readonly region: string;
  /** Where the request came from, for events. */
  readonly address: string;
  readonly body: Buffer;
  /** The checksum the client sent with the body, if any: `{ algorithm: 'crc32', value: base64 }`. */
  readonly checksum: Checksum | null;
  /** Whether the client sent a Content-MD5 or a checksum, which some operations insist on. */
  readonly guarded: boolean;
}

export interface Checksum {
  readonly algorithm: string;
  /** base64 */
  readonly value: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Who is meant: `/bucket/key` (path style) or `bucket.localhost/key` (virtual-host style), both taken. */
export function addressOf(message: IncomingMessage): Pick<S3Request, 'bucket' | 'key' | 'query'> {
  const target = message.url ?? '/';
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1));
  const hosted = bucketOfHost(message.headers.host ?? '');
  const rest = path.startsWith('/') ? path.slice(1) : path;
  if (hosted !== null) return { bucket: hosted, key: decodeKey(rest), query };
  const slash = rest.indexOf('/');
  const bucket = slash < 0 ? rest : rest.slice(0, slash);
  return { bucket: decodeKey(bucket), key: slash < 0 ? null : decodeKey(rest.slice(slash + 1)), query };
}

/** Headers as one string each; Node gives lists only for headers S3 does not use. */
export function headersOf(headers: IncomingHttpHeaders): Record<string, string | undefined> {
  return headers as Record<string, string | undefined>;
}

// bucket.localhost, bucket.s3.localhost, bucket.s3.cn-north-1.localhost
const VIRTUAL_HOST = /^(.+?)(?:\.s3(?:[.-][a-z0-9-]+)?)?\.localhost$/;

function bucketOfHost(host: string): string | null {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  const bucket = VIRTUAL_HOST.exec(name)?.[1];
  return bucket === undefined || /^s3(?:[.-]|$)/.test(bucket) ? null : bucket;
}

function decodeKey(text: string): string | null {
  if (text === '') return null;
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Fault('InvalidURI', "Couldn't parse the specified URI.");
  }
}
