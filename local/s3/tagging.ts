import { type Operation, xmlReply } from './context.ts';
import { S3Fault } from './fault.ts';
import { findVersion, versionHeader } from './find-version.ts';
import { child, children, documentOf, malformed, parseXml, tag, textOf } from './xml.ts';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export const getObjectTagging: Operation = (context, request) => {
  const bucket = context.buckets.require(request.bucket);
  const version = findVersion(context, bucket, request);
  const set = parseTags(version.tags).map(({ key, value }) => `<Tag>${tag('Key', key)}${tag('Value', value)}</Tag>`);
  return xmlReply(documentOf('Tagging', `<TagSet>${set.join('')}</TagSet>`), versionHeader(bucket, version));
};

export const putObjectTagging: Operation = (context, request) => {
  const bucket = context.buckets.require(request.bucket);
  const version = findVersion(context, bucket, request);
  const set = child(parseXml(request.body, 'Tagging'), 'TagSet');
  if (set === undefined) throw malformed();
  const tags = children(set, 'Tag').map((one) => {
    const key = textOf(one, 'Key');
    const value = textOf(one, 'Value');
    if (key === undefined || value === undefined) throw malformed();
    return { key, value };
  });
  context.versions.setTags(version, packTags(tags));
  return { status: 200, headers: versionHeader(bucket, version) };
};

export const deleteObjectTagging: Operation = (context, request) => {
  const bucket = context.buckets.require(request.bucket);
  const version = findVersion(context, bucket, request);
  context.versions.setTags(version, '');
  return { status: 204, headers: versionHeader(bucket, version) };
};

/** The tags of an `x-amz-tagging` header, which is written like a query. @throws S3Fault InvalidTag */
export function tagsOfHeader(header: string | undefined): string {
  if (header === undefined || header === '') return '';
  return packTags([...new URLSearchParams(header)].map(([key, value]) => ({ key, value })));
}

export function parseTags(packed: string): readonly Tag[] {
  return packed === '' ? [] : (JSON.parse(packed) as Tag[]);
}

// S3 User Guide, "Categorizing your storage using tags": at most 10 per object, keys of 128 and values of 256 characters.
function packTags(tags: readonly Tag[]): string {
  if (tags.length > 10) throw new S3Fault('InvalidTag', 'Object tags cannot be greater than 10');
  if (new Set(tags.map(({ key }) => key)).size !== tags.length) {
    throw new S3Fault('InvalidTag', 'Cannot provide multiple Tags with the same key');
  }
  for (const { key, value } of tags) {
    if (key === '' || key.length > 128) throw new S3Fault('InvalidTag', 'The TagKey you have provided is invalid');
    if (value.length > 256) throw new S3Fault('InvalidTag', 'The TagValue you have provided is invalid');
  }
  return tags.length === 0 ? '' : JSON.stringify(tags);
}
