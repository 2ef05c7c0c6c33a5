import { type Operation, xmlReply } from './context.ts';
import { S3Fault } from './fault.ts';
import { commonPrefixes, encoderOf, isoSeconds, listPage, mostOf } from './listing.ts';
import { keyAfter } from './versions.ts';
import { documentOf, tag } from './xml.ts';

/** ListObjectsV2: what a reader without version ids sees. */
export const listObjects: Operation = (context, request) => {
  const { query } = request;
  const bucket = context.buckets.require(request.bucket);
  if (query.get('list-type') !== '2') throw new S3Fault('InvalidArgument', 'Invalid List Type specified in Request');
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const startAfter = query.get('start-after');
  const token = query.get('continuation-token');
  const most = mostOf(query.get('max-keys'));
  const encode = encoderOf(query);
  const begin = token !== null ? keyOfToken(token) : startAfter !== null ? keyAfter(startAfter) : '';
  const { entries, truncated, next } = listPage(
    { prefix, delimiter, most, from: { key: begin, below: null } },
    (from, until, limit) => context.versions.live(bucket.name, from, until, limit),
    (version) => ({ key: keyAfter(version.key), below: null }),
  );
  const owner = query.get('fetch-owner') === 'true' ? `<Owner>${tag('ID', context.account)}</Owner>` : '';
  const contents = entries.map((entry) => {
    if (!('version' in entry)) return '';
    const { key, modified, etag, size } = entry.version;
    const about = tag('LastModified', isoSeconds(modified)) + tag('ETag', `"${etag}"`) + tag('Size', size);
    return `<Contents>${tag('Key', encode(key))}${about}${owner}${tag('StorageClass', 'STANDARD')}</Contents>`;
  });
  return xmlReply(
    documentOf(
      'ListBucketResult',
      tag('Name', bucket.name) +
        tag('Prefix', encode(prefix)) +
        tag('Delimiter', delimiter === '' ? null : encode(delimiter)) +
        tag('MaxKeys', most) +
        tag('EncodingType', query.get('encoding-type')) +
        tag('KeyCount', entries.length) +
        tag('IsTruncated', truncated) +
        tag('ContinuationToken', token) +
        tag('NextContinuationToken', truncated ? tokenOf(next.key) : null) +
        tag('StartAfter', startAfter === null ? null : encode(startAfter)) +
        contents.join('') +
        commonPrefixes(entries, encode),
    ),
  );
};

function tokenOf(key: string): string {
  return `1${Buffer.from(key).toString('base64url')}`;
}

function keyOfToken(token: string): string {
  if (!/^1[A-Za-z0-9_-]+$/.test(token)) {
    throw new S3Fault('InvalidArgument', 'The continuation token provided is incorrect');
  }
  return Buffer.from(token.slice(1), 'base64url').toString('utf8');
}
