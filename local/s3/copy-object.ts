import { attributesOf, parseAttributes } from './attributes.ts';
import { checkWrite } from './conditions.ts';
import { type Operation, xmlReply } from './context.ts';
import { S3Fault } from './fault.ts';
import { findVersion, versionHeader } from './find-version.ts';
import { checkKey } from './keys.ts';
import { isoSeconds } from './listing.ts';
import { lockOfNew } from './locks.ts';
import { tagsOfHeader } from './tagging.ts';
import { documentOf, tag } from './xml.ts';

/** Copies one version within this server. The lock is never copied: it comes from the request or the bucket. */
export const copyObject: Operation = (context, request) => {
  const { headers } = request;
  const from = sourceOf(headers['x-amz-copy-source'] ?? '');
  const sourceBucket = context.buckets.require(from.bucket);
  const source = findVersion(context, sourceBucket, { ...request, ...from });
  const bucket = context.buckets.require(request.bucket);
  const key = checkKey(request.key);
  const now = context.clock.now();
  const replaced = headers['x-amz-metadata-directive'] === 'REPLACE';
  const retagged = headers['x-amz-tagging-directive'] === 'REPLACE';
  if (source.bucket === bucket.name && source.key === key && source.current && !replaced) {
    throw new S3Fault(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  checkWrite(headers, context.versions.current(bucket.name, key));
  const kept = parseAttributes(source.attributes);
  const version = context.versions.add(
    {
      bucket: bucket.name,
      key,
      modified: now,
      marker: false,
      size: source.size,
      etag: source.etag,
      attributes: replaced ? JSON.stringify(attributesOf(headers, kept.checksum)) : source.attributes,
      tags: retagged ? tagsOfHeader(headers['x-amz-tagging']) : source.tags,
      body: context.versions.bodyOf(source),
      ...lockOfNew(headers, bucket, true, now),
    },
    bucket.versioning === 'Enabled',
  );
  context.announce(bucket, request, { reason: 'CopyObject', version });
  const result = tag('ETag', `"${version.etag}"`) + tag('LastModified', isoSeconds(version.modified));
  return xmlReply(documentOf('CopyObjectResult', result), {
    ...versionHeader(bucket, version),
    ...(sourceBucket.versioning === 'Unversioned' ? {} : { 'x-amz-copy-source-version-id': source.id }),
  });
};

function sourceOf(header: string): { bucket: string; key: string; query: URLSearchParams } {
  const mark = header.indexOf('?');
  let path: string;
  try {
    path = decodeURIComponent(mark < 0 ? header : header.slice(0, mark)).replace(/^\//, '');
  } catch {
    throw new S3Fault('InvalidArgument', 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey');
  }
  const slash = path.indexOf('/');
  if (slash < 1 || slash === path.length - 1) {
    throw new S3Fault('InvalidArgument', 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey');
  }
  const query = new URLSearchParams(mark < 0 ? '' : header.slice(mark + 1));
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1), query };
}
