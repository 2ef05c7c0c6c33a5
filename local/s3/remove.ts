import type { Bucket } from './buckets.ts';
import type { Context } from './context.ts';
import { S3Fault } from './fault.ts';
import { mayRemove, UNLOCKED } from './locks.ts';
import type { S3Request } from './request.ts';
import type { Version } from './versions.ts';

/** What a removal did. */
export interface Removed {
  /** The version that is gone for good. */
  readonly version?: Version;
  /** The delete marker that was laid on top instead. */
  readonly marker?: Version;
}

/**
 * Deletes one key or one of its versions (S3 User Guide, "Deleting object versions"). Without an id, a bucket with
 * versioning gets a delete marker and loses nothing; with an id, that version or marker is gone. What is not there is
 * deleted already.
 * @throws S3Fault AccessDenied where Object Lock keeps the version
 */
export function remove(context: Context, bucket: Bucket, key: string, id: string | null, request: S3Request): Removed {
  const bypass = request.headers['x-amz-bypass-governance-retention']?.toLowerCase() === 'true';
  if (id !== null || bucket.versioning === 'Unversioned') {
    const version =
      id === null ? context.versions.current(bucket.name, key) : context.versions.byId(bucket.name, key, id);
    if (version === undefined) return {};
    if (!mayRemove(version, context.clock.now(), bypass)) {
      throw new S3Fault('AccessDenied', 'Access Denied because object protected by object lock.');
    }
    context.versions.remove(version);
    context.announce(bucket, request, { reason: 'DeleteObject', deletion: 'Permanently Deleted', version });
    return { version };
  }
  const marker = context.versions.add(
    {
      bucket: bucket.name,
      key,
      modified: context.clock.now(),
      marker: true,
      size: 0,
      etag: '',
      attributes: '{}',
      tags: '',
      body: null,
      ...UNLOCKED,
    },
    bucket.versioning === 'Enabled',
  );
  context.announce(bucket, request, { reason: 'DeleteObject', deletion: 'Delete Marker Created', version: marker });
  return { marker };
}
