import { type Context, type Operation, xmlReply } from './context.ts';
import { S3Fault } from './fault.ts';
import { knownId } from './find-version.ts';
import { afterMarker, commonPrefixes, encoderOf, isoSeconds, listPage, mostOf } from './listing.ts';
import { type Bound, numberOfId, type Version } from './versions.ts';
import { documentOf, tag } from './xml.ts';

/** ListObjectVersions: everything a bucket holds, delete markers too; keys in order, newest first within a key. */
export const listVersions: Operation = (context, request) => {
  const { query } = request;
  const bucket = context.buckets.require(request.bucket);
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  // The SDK sends an empty marker where it was given an empty string: as good as none.
  const keyMarker = query.get('key-marker') || null;
  const idMarker = query.get('version-id-marker') || null;
  const most = mostOf(query.get('max-keys'));
  const encode = encoderOf(query);
  const { entries, truncated } = listPage(
    { prefix, delimiter, most, from: boundOf(context, bucket.name, keyMarker, idMarker, prefix, delimiter) },
    (from, until, limit) => context.versions.all(bucket.name, from, until, limit),
    (version) => ({ key: version.key, below: version.number }),
  );
  const last = truncated ? entries.at(-1) : undefined;
  const lastVersion = last !== undefined && 'version' in last ? last.version : undefined;
  const lastName = last === undefined ? null : 'version' in last ? last.version.key : last.common;
  const owner = `<Owner>${tag('ID', context.account)}</Owner>`;
  return xmlReply(
    documentOf(
      'ListVersionsResult',
      tag('Name', bucket.name) +
        tag('Prefix', encode(prefix)) +
        tag('KeyMarker', encode(keyMarker ?? '')) +
        tag('VersionIdMarker', idMarker ?? '') +
        tag('NextKeyMarker', lastName === null ? null : encode(lastName)) +
        tag('NextVersionIdMarker', lastVersion?.id) +
        tag('MaxKeys', most) +
        tag('Delimiter', delimiter === '' ? null : encode(delimiter)) +
        tag('EncodingType', query.get('encoding-type')) +
        tag('IsTruncated', truncated) +
        entries.map((entry) => ('version' in entry ? lineOf(entry.version, owner, encode) : '')).join('') +
        commonPrefixes(entries, encode),
    ),
  );
};

/** Where a listing goes on. The version it stopped at may be gone by now: erasing between two pages loses none. */
function boundOf(
  context: Context,
  bucket: string,
  key: string | null,
  id: string | null,
  prefix: string,
  delimiter: string,
): Bound {
  if (key === null) {
    if (id !== null) {
      throw new S3Fault('InvalidArgument', 'A version-id marker cannot be specified without a key marker.');
    }
    return { key: '', below: null };
  }
  if (id === null) return { key: afterMarker(key, prefix, delimiter), below: null };
  // Where a null version is gone, nothing says where it was: show the key's versions again rather than miss one.
  const number = numberOfId(knownId(id)) ?? context.versions.byId(bucket, key, id)?.number ?? null;
  return { key, below: number };
}

function lineOf(version: Version, owner: string, encode: (name: string) => string): string {
  const name = tag('Key', encode(version.key)) + tag('VersionId', version.id) + tag('IsLatest', version.current);
  const modified = tag('LastModified', isoSeconds(version.modified));
  if (version.marker) return `<DeleteMarker>${name}${modified}${owner}</DeleteMarker>`;
  const about = tag('ETag', `"${version.etag}"`) + tag('Size', version.size) + tag('StorageClass', 'STANDARD');
  return `<Version>${name}${modified}${about}${owner}</Version>`;
}
