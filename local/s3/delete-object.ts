import type { Operation } from './context.ts';
import { knownId } from './find-version.ts';
import { checkKey } from './keys.ts';
import { remove } from './remove.ts';

export const deleteObject: Operation = (context, request) => {
  const bucket = context.buckets.require(request.bucket);
  const id = request.query.get('versionId');
  const key = checkKey(request.key);
  const { version, marker } = remove(context, bucket, key, id === null ? null : knownId(id), request);
  const shown = marker?.id ?? id;
  return {
    status: 204,
    headers: {
      ...(shown === null || bucket.versioning === 'Unversioned' ? {} : { 'x-amz-version-id': shown }),
      ...(marker !== undefined || version?.marker === true ? { 'x-amz-delete-marker': 'true' } : {}),
    },
  };
};
