import { parseAttributes } from './attributes.ts';
import type { Bucket } from './buckets.ts';
import { checksumHeaders } from './checksums.ts';
import { checkRead } from './conditions.ts';
import type { Operation } from './context.ts';
import { findVersion, versionHeader } from './find-version.ts';
import { rangeOf } from './range.ts';
import type { S3Request } from './request.ts';
import { parseTags } from './tagging.ts';
import type { Version } from './versions.ts';

/** GetObject and HeadObject: the server leaves the body out of an answer to HEAD. */
export const getObject: Operation = (context, request) => {
  const bucket = context.buckets.require(request.bucket);
  const version = findVersion(context, bucket, request);
  const headers = headersOfVersion(bucket, version, request);
  checkRead(request.headers, version, headers);
  const range = rangeOf(request.headers.range, version.size);
  if (range === null) {
    return {
      status: 200,
      headers: { ...headers, ...checksumOfWhole(version, request), 'content-length': String(version.size) },
      ...(request.method === 'HEAD' ? {} : { body: context.versions.bodyOf(version) }),
    };
  }
  const { first, last } = range;
  return {
    status: 206,
    headers: {
      ...headers,
      'content-length': String(last - first + 1),
      'content-range': `bytes ${first}-${last}/${version.size}`,
    },
    ...(request.method === 'HEAD' ? {} : { body: context.versions.bodyOf(version).subarray(first, last + 1) }),
  };
};

function headersOfVersion(bucket: Bucket, version: Version, request: S3Request): Record<string, string> {
  const tags = parseTags(version.tags).length;
  return {
    ...parseAttributes(version.attributes).headers,
    etag: `"${version.etag}"`,
    'last-modified': new Date(version.modified).toUTCString(),
    'accept-ranges': 'bytes',
    ...versionHeader(bucket, version),
    ...(tags === 0 || request.method === 'HEAD' ? {} : { 'x-amz-tagging-count': String(tags) }),
    ...(version.lockMode === null || version.retainUntil === null
      ? {}
      : {
          'x-amz-object-lock-mode': version.lockMode,
          'x-amz-object-lock-retain-until-date': new Date(version.retainUntil).toISOString(),
        }),
    ...(version.legalHold ? { 'x-amz-object-lock-legal-hold': 'ON' } : {}),
  };
}

/** Only of the whole, and only where asked for: a client would compare it with the part it got. */
function checksumOfWhole(version: Version, request: S3Request): Record<string, string> {
  if (request.headers['x-amz-checksum-mode']?.toUpperCase() !== 'ENABLED') return {};
  return checksumHeaders(parseAttributes(version.attributes).checksum);
}
