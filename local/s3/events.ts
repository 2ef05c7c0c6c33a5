import type { Bucket } from './buckets.ts';
import type { S3Request } from './request.ts';
import type { Version } from './versions.ts';

/** An event as S3 hands it to EventBridge's default bus (S3 User Guide, "EventBridge event message structure"). */
export interface S3Event {
  readonly source: 'aws.s3';
  readonly 'detail-type': 'Object Created' | 'Object Deleted';
  /** ISO 8601, by the server's clock */
  readonly time: string;
  readonly region: string;
  /** ARN of the bucket */
  readonly resources: readonly string[];
  readonly detail: S3EventDetail;
}

export interface S3EventDetail {
  readonly version: '0';
  readonly bucket: { readonly name: string };
  readonly object: {
    /** As it is, not encoded. */
    readonly key: string;
    /** Bytes; not of what was deleted. */
    readonly size?: number;
    readonly etag?: string;
    /** Absent where the bucket has no versioning. */
    readonly 'version-id'?: string;
    /** Hexadecimal of fixed width: of two events of one key, the greater is the later. */
    readonly sequencer: string;
  };
  readonly 'request-id': string;
  readonly requester: string;
  readonly 'source-ip-address': string;
  readonly reason: 'PutObject' | 'CopyObject' | 'DeleteObject';
  readonly 'deletion-type'?: 'Permanently Deleted' | 'Delete Marker Created';
}

export interface Happening {
  readonly reason: S3EventDetail['reason'];
  readonly deletion?: 'Permanently Deleted' | 'Delete Marker Created';
  readonly version: Version;
  /** From the same counter as versions. */
  readonly number: number;
  readonly time: number;
  readonly requester: string;
}

export function eventOf(bucket: Bucket, request: S3Request, happening: Happening): S3Event {
  const { version, deletion } = happening;
  return {
    source: 'aws.s3',
    'detail-type': deletion === undefined ? 'Object Created' : 'Object Deleted',
    time: new Date(happening.time).toISOString(),
    region: bucket.region,
    resources: [`arn:${bucket.region.startsWith('cn-') ? 'aws-cn' : 'aws'}:s3:::${bucket.name}`],
    detail: {
      version: '0',
      bucket: { name: bucket.name },
      object: {
        key: version.key,
        ...(deletion === undefined ? { size: version.size } : {}),
        ...(version.etag === '' ? {} : { etag: version.etag }),
        ...(bucket.versioning === 'Unversioned' ? {} : { 'version-id': version.id }),
        sequencer: happening.number.toString(16).toUpperCase().padStart(18, '0'),
      },
      'request-id': request.id,
      requester: happening.requester,
      'source-ip-address': request.address,
      reason: happening.reason,
      ...(deletion === undefined ? {} : { 'deletion-type': deletion }),
    },
  };
}
