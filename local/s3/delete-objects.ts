import type { Bucket } from './buckets.ts';
import { type Context, type Operation, xmlReply } from './context.ts';
import { notImplemented, S3Fault } from './fault.ts';
import { checkKey } from './keys.ts';
import { remove } from './remove.ts';
import type { S3Request } from './request.ts';
import { numberOfId } from './versions.ts';
import { children, documentOf, malformed, parseXml, tag, textOf } from './xml.ts';

/** S3's limit for one request. */
const MOST_KEYS = 1000;

/** Each key on its own: one that cannot go is reported as an error and holds up no other. */
export const deleteObjects: Operation = (context, request) => {
  const bucket = context.buckets.require(request.bucket);
  if (!request.guarded) {
    throw new S3Fault('InvalidRequest', 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  }
  const document = parseXml(request.body, 'Delete');
  const quiet = textOf(document, 'Quiet') === 'true';
  const entries = children(document, 'Object').map((element) => {
    for (const condition of ['ETag', 'LastModifiedTime', 'Size']) {
      if (textOf(element, condition) !== undefined) throw notImplemented(`the condition ${condition} in DeleteObjects`);
    }
    const key = textOf(element, 'Key');
    if (key === undefined || key === '') throw malformed();
    return { key, id: textOf(element, 'VersionId') || null };
  });
  if (entries.length === 0 || entries.length > MOST_KEYS) throw malformed();
  const results = entries.map(({ key, id }) => removeOne(context, bucket, key, id, quiet, request));
  return xmlReply(documentOf('DeleteResult', results.join('')));
};

function removeOne(
  context: Context,
  bucket: Bucket,
  key: string,
  id: string | null,
  quiet: boolean,
  request: S3Request,
): string {
  const name = tag('Key', key) + tag('VersionId', id);
  try {
    checkKey(key);
    if (id !== null && numberOfId(id) === undefined) {
      throw new S3Fault('NoSuchVersion', 'The specified version does not exist.');
    }
    const { version, marker } = remove(context, bucket, key, id, request);
    if (quiet) return '';
    const markerId = marker?.id ?? (version?.marker === true ? version.id : undefined);
    const about = markerId === undefined ? '' : tag('DeleteMarker', true) + tag('DeleteMarkerVersionId', markerId);
    return `<Deleted>${name}${about}</Deleted>`;
  } catch (error) {
    if (!(error instanceof S3Fault)) throw error;
    return `<Error>${name}${tag('Code', error.code)}${tag('Message', error.message)}</Error>`;
  }
}
