import type { Clock } from '../../lib/clock.ts';
import type { Bucket, Buckets } from './buckets.ts';
import type { Happening } from './events.ts';
import type { Reply, S3Request } from './request.ts';
import type { Versions } from './versions.ts';

/** What every operation works with. */
export interface Context {
  readonly clock: Clock;
  readonly buckets: Buckets;
  readonly versions: Versions;
  /** The account everything belongs to: 12 digits. */
  readonly account: string;
  /** Tells whoever listens, if the bucket announces its events. */
  announce(bucket: Bucket, request: S3Request, happening: Pick<Happening, 'reason' | 'deletion' | 'version'>): void;
}

/** One operation of the S3 API. Runs to its end without waiting, so that requests never interleave. */
export type Operation = (context: Context, request: S3Request) => Reply;

/** A 200 answer with an XML document. */
export function xmlReply(body: string, headers: Record<string, string> = {}): Reply {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body };
}
