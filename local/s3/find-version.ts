import type { Bucket } from './buckets.ts';
import type { Context } from './context.ts';
import { S3Fault } from './fault.ts';
import type { S3Request } from './request.ts';
import { numberOfId, type Version } from './versions.ts';

/**
 * The version a request means: the one of its `versionId`, else the current one. A delete marker is no object: asked for
 * without an id it is a missing key, asked for by id it is a wrong method.
 * @throws S3Fault NoSuchKey, NoSuchVersion, MethodNotAllowed, InvalidArgument
 */
export function findVersion(context: Context, bucket: Bucket, request: S3Request): Version {
  const key = request.key ?? '';
  const id = request.query.get('versionId');
  const found =
    id === null ? context.versions.current(bucket.name, key) : context.versions.byId(bucket.name, key, knownId(id));
  if (found === undefined && id !== null) {
    throw new S3Fault('NoSuchVersion', 'The specified version does not exist.');
  }
  if (found === undefined) throw noSuchKey();
  if (!found.marker) return found;
  const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': found.id };
  if (id === null) throw noSuchKey(headers);
  throw new S3Fault('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
    ...headers,
    allow: 'DELETE',
    'last-modified': new Date(found.modified).toUTCString(),
  });
}

/** @throws S3Fault InvalidArgument where no version can have this id */
export function knownId(id: string): string {
  if (numberOfId(id) === undefined) throw new S3Fault('InvalidArgument', 'Invalid version id specified');
  return id;
}

/** `x-amz-version-id`, where the bucket has ever had versioning. */
export function versionHeader(bucket: Bucket, version: Version): Record<string, string> {
  return bucket.versioning === 'Unversioned' ? {} : { 'x-amz-version-id': version.id };
}

function noSuchKey(headers: Record<string, string> = {}): S3Fault {
  return new S3Fault('NoSuchKey', 'The specified key does not exist.', headers);
}
