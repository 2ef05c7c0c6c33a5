import { ExpungeError } from '../../../lib/errors.ts';
import type { Place } from '../../http/index.ts';
import type { Call } from '../statement.ts';

export interface HttpRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Headers with which a write needs a permission of its own, which nobody here has. */
const EXTRA: Readonly<Record<string, string>> = {
  'x-amz-object-lock-mode': 's3:PutObjectRetention',
  'x-amz-object-lock-legal-hold': 's3:PutObjectLegalHold',
  'x-amz-bypass-governance-retention': 's3:BypassGovernanceRetention',
  'x-amz-tagging': 's3:PutObjectTagging',
  'x-amz-acl': 's3:PutObjectAcl',
};

/** The permissions that a request to S3 needs, with the bucket in the path. */
export function s3Calls({ method, path, headers, body }: HttpRequest, place: Place): readonly Call[] {
  const url = new URL(path, 'http://127.0.0.1');
  const [, bucket = '', rawKey = ''] = /^\/([^/]+)\/?(.*)$/s.exec(url.pathname) ?? [];
  const bucketArn = `arn:${place.partition}:s3:::${bucket}`;
  const query = url.searchParams;
  const ofBucket = (action: string): Call => ({
    action: `s3:${action}`,
    resource: bucketArn,
    context: { ...SECURE, ...(query.get('prefix') ? { 's3:prefix': query.get('prefix') ?? '' } : {}) },
  });
  const ofObject = (action: string, key = decodeURIComponent(rawKey)): Call => ({
    action: action.startsWith('s3:') ? action : `s3:${action}`,
    resource: `${bucketArn}/${key}`,
    context: { ...SECURE, ...conditional(headers) },
  });
  const version = query.has('versionId') ? 'Version' : '';
  const extra = Object.entries(EXTRA).flatMap(([header, action]) => (header in headers ? [ofObject(action)] : []));
  if (rawKey === '') {
    if (method === 'GET' && query.has('versions')) return [ofBucket('ListBucketVersions')];
    if (method === 'GET' && query.get('list-type') === '2') return [ofBucket('ListBucket')];
    if (method === 'HEAD') return [ofBucket('ListBucket')];
    if (method === 'POST' && query.has('delete')) return [...deletions(body, ofObject), ...extra];
  } else if (![...query.keys()].some((name) => SUBRESOURCES.has(name))) {
    if (method === 'GET' || method === 'HEAD') return [ofObject(`GetObject${version}`)];
    if (method === 'DELETE') return [ofObject(`DeleteObject${version}`), ...extra];
    if (method === 'PUT' && !('x-amz-copy-source' in headers)) return [ofObject('PutObject'), ...extra];
  }
  const what = `${method} with ${[...query.keys()].join(', ') || 'no query'}`;
  throw new ExpungeError(
    'CONFIGURATION',
    `The local evaluation of policies does not know this request to S3: ${what}.`,
  );
}

/** The SDK speaks TLS 1.2 or later to AWS; what it speaks to a stand-in says nothing. */
export const SECURE = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.2' };

const SUBRESOURCES = new Set([
  'acl',
  'tagging',
  'retention',
  'legal-hold',
  'uploads',
  'uploadId',
  'attributes',
  'torrent',
]);

function conditional(headers: HttpRequest['headers']): Record<string, string> {
  const given = ['if-match', 'if-none-match'].filter((name) => name in headers);
  return Object.fromEntries(given.map((name) => [`s3:${name}`, headers[name] ?? '']));
}

function deletions(body: string, ofObject: (action: string, key: string) => Call): readonly Call[] {
  return [...body.matchAll(/<Object>(.*?)<\/Object>/gs)].map(([, object = '']) => {
    const key = /<Key>(.*?)<\/Key>/s.exec(object)?.[1] ?? '';
    return ofObject(object.includes('<VersionId>') ? 'DeleteObjectVersion' : 'DeleteObject', unescaped(key));
  });
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replaceAll(/&(#x([0-9a-f]+)|#([0-9]+)|\w+);/gi, (whole, name: string, hex?: string, decimal?: string) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return decimal === undefined ? (ENTITIES[name] ?? whole) : String.fromCodePoint(Number(decimal));
  });
}
