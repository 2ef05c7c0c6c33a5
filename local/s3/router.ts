import * as buckets from './bucket-operations.ts';
import { deleteSetting, getPolicy, getSetting, putPolicy, putSetting, SETTING_KINDS } from './bucket-settings.ts';
import type { Operation } from './context.ts';
import { copyObject } from './copy-object.ts';
import { deleteObject } from './delete-object.ts';
import { deleteObjects } from './delete-objects.ts';
import { notImplemented } from './fault.ts';
import { getObject } from './get-object.ts';
import { listObjects } from './list-objects.ts';
import { listVersions } from './list-versions.ts';
import * as locks from './lock-operations.ts';
import { putObject } from './put-object.ts';
import type { S3Request } from './request.ts';
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './tagging.ts';

interface Route {
  readonly operation: Operation;
  /** Query parameters it understands. */
  readonly parameters: readonly string[];
}

const PAGING = ['prefix', 'delimiter', 'max-keys', 'encoding-type'];

/** `<method> <level> <subresource>`: every operation there is; what is not here is refused. */
const ROUTES = new Map<string, Route>([
  route('GET service', buckets.listBuckets),
  route('PUT bucket', buckets.createBucket),
  route('DELETE bucket', buckets.deleteBucket),
  route('HEAD bucket', buckets.headBucket),
  route('GET bucket location', buckets.getBucketLocation),
  route('GET bucket versioning', buckets.getBucketVersioning),
  route('PUT bucket versioning', buckets.putBucketVersioning),
  route('GET bucket policy', getPolicy),
  route('PUT bucket policy', putPolicy),
  route('DELETE bucket policy', deleteSetting('policy')),
  route('GET bucket object-lock', locks.getObjectLockConfiguration),
  route('PUT bucket object-lock', locks.putObjectLockConfiguration),
  ...SETTING_KINDS.flatMap((kind) => [
    route(`GET bucket ${kind}`, getSetting(kind)),
    route(`PUT bucket ${kind}`, putSetting(kind)),
    // A notification configuration is only ever overwritten, and so is logging.
    ...(kind === 'notification' || kind === 'logging' ? [] : [route(`DELETE bucket ${kind}`, deleteSetting(kind))]),
  ]),
  route('GET bucket list-type', listObjects, [...PAGING, 'continuation-token', 'start-after', 'fetch-owner']),
  route('GET bucket versions', listVersions, [...PAGING, 'key-marker', 'version-id-marker']),
  route('POST bucket delete', deleteObjects),
  route('PUT object', putObject),
  route('GET object', getObject, ['versionId']),
  route('HEAD object', getObject, ['versionId']),
  route('DELETE object', deleteObject, ['versionId']),
  route('GET object tagging', getObjectTagging, ['versionId']),
  route('PUT object tagging', putObjectTagging, ['versionId']),
  route('DELETE object tagging', deleteObjectTagging, ['versionId']),
  route('GET object retention', locks.getObjectRetention, ['versionId']),
  route('PUT object retention', locks.putObjectRetention, ['versionId']),
  route('GET object legal-hold', locks.getObjectLegalHold, ['versionId']),
  route('PUT object legal-hold', locks.putObjectLegalHold, ['versionId']),
]);

const SUBRESOURCES = new Set([...ROUTES.keys()].map((name) => name.split(' ')[2] ?? ''));

/** Headers whose effect is not here; a value that asks for nothing may pass. */
const UNKNOWN_HEADERS: Readonly<Record<string, RegExp>> = {
  'x-amz-acl': /^(private|bucket-owner-full-control)$/,
  'x-amz-storage-class': /^STANDARD$/,
  'x-amz-mfa': /^$/,
  'x-amz-website-redirect-location': /^$/,
  'x-amz-write-offset-bytes': /^$/,
};
const UNKNOWN_PREFIXES = /^x-amz-(grant-|server-side-encryption-customer-|copy-source-|if-match-)/;

/** The operation a request asks for. @throws S3Fault NotImplemented, naming what is not there */
export function operationFor(request: S3Request): Operation {
  if (request.query.has('uploads') || request.query.has('uploadId')) throw notImplemented('multipart uploads');
  const names = [...request.query.keys()].filter((name) => name !== 'x-id');
  const subresource = names.find((name) => SUBRESOURCES.has(name)) ?? '';
  const level = request.bucket === null ? 'service' : request.key === null ? 'bucket' : 'object';
  const asked = `${request.method} ${level} ${subresource}`.trimEnd();
  const found = ROUTES.get(asked);
  const unknown = names.find((name) => name !== subresource && !found?.parameters.includes(name));
  if (unknown !== undefined) throw notImplemented(`the parameter ${unknown} of ${asked}`);
  if (found === undefined) throw notImplemented(asked);
  refuseHeaders(request, asked);
  return asked === 'PUT object' && request.headers['x-amz-copy-source'] !== undefined ? copyObject : found.operation;
}

function refuseHeaders({ headers }: S3Request, asked: string): void {
  for (const [name, value] of Object.entries(headers)) {
    const harmless = UNKNOWN_HEADERS[name];
    if (UNKNOWN_PREFIXES.test(name) || (harmless !== undefined && !harmless.test(value ?? ''))) {
      throw notImplemented(`the header ${name}`);
    }
  }
  if (asked === 'DELETE object' && headers['if-match'] !== undefined) throw notImplemented('If-Match on DeleteObject');
}

function route(name: string, operation: Operation, parameters: readonly string[] = []): [string, Route] {
  return [name, { operation, parameters }];
}
