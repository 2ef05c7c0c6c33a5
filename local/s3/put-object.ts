import { hash } from 'node:crypto';
import { attributesOf, encryptionHeaders } from './attributes.ts';
import { checksumHeaders } from './checksums.ts';
import { checkWrite } from './conditions.ts';
import type { Operation } from './context.ts';
import { versionHeader } from './find-version.ts';
import { checkKey } from './keys.ts';
import { lockOfNew } from './locks.ts';
import { tagsOfHeader } from './tagging.ts';

export const putObject: Operation = (context, request) => {
  const bucket = context.buckets.require(request.bucket);
  const key = checkKey(request.key);
  const now = context.clock.now();
  checkWrite(request.headers, context.versions.current(bucket.name, key));
  const lock = lockOfNew(request.headers, bucket, request.guarded, now);
  const attributes = attributesOf(request.headers, request.checksum);
  const version = context.versions.add(
    {
      bucket: bucket.name,
      key,
      modified: now,
      marker: false,
      size: request.body.length,
      etag: hash('md5', request.body, 'hex'),
      attributes: JSON.stringify(attributes),
      tags: tagsOfHeader(request.headers['x-amz-tagging']),
      body: request.body,
      ...lock,
    },
    bucket.versioning === 'Enabled',
  );
  context.announce(bucket, request, { reason: 'PutObject', version });
  return {
    status: 200,
    headers: {
      etag: `"${version.etag}"`,
      ...checksumHeaders(request.checksum),
      ...encryptionHeaders(attributes),
      ...versionHeader(bucket, version),
    },
  };
};
