import { type Operation, xmlReply } from './context.ts';
import { S3Fault } from './fault.ts';
import { findVersion } from './find-version.ts';
import { defaultRetentionOf, holdOf, mayRetain, modeOf, requireLocking, retainUntilOf } from './locks.ts';
import { documentOf, parseXml, tag, textOf } from './xml.ts';

export const getObjectLockConfiguration: Operation = (context, request) => {
  const bucket = context.buckets.require(request.bucket);
  if (!bucket.locking) {
    throw new S3Fault(
      'ObjectLockConfigurationNotFoundError',
      'Object Lock configuration does not exist for this bucket',
    );
  }
  const kept = context.buckets.setting(bucket.name, 'object-lock');
  return xmlReply(kept ?? documentOf('ObjectLockConfiguration', tag('ObjectLockEnabled', 'Enabled')));
};

export const putObjectLockConfiguration: Operation = (context, request) => {
  const bucket = context.buckets.require(request.bucket);
  if (bucket.versioning !== 'Enabled') {
    throw new S3Fault(
      'InvalidBucketState',
      "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
    );
  }
  const configuration = request.body.toString('utf8');
  defaultRetentionOf(configuration);
  context.buckets.putSetting(bucket.name, 'object-lock', configuration);
  context.buckets.lock(bucket.name);
  return { status: 200 };
};

export const getObjectRetention: Operation = (context, request) => {
  const bucket = context.buckets.require(request.bucket);
  requireLocking(bucket);
  const { lockMode, retainUntil } = findVersion(context, bucket, request);
  if (lockMode === null || retainUntil === null) throw unlocked();
  const until = tag('RetainUntilDate', new Date(retainUntil).toISOString());
  return xmlReply(documentOf('Retention', tag('Mode', lockMode) + until));
};

export const putObjectRetention: Operation = (context, request) => {
  const bucket = context.buckets.require(request.bucket);
  requireLocking(bucket);
  const version = findVersion(context, bucket, request);
  const now = context.clock.now();
  const bypass = request.headers['x-amz-bypass-governance-retention']?.toLowerCase() === 'true';
  const document = parseXml(request.body, 'Retention');
  const mode = textOf(document, 'Mode');
  const until = textOf(document, 'RetainUntilDate');
  const next =
    mode === undefined && until === undefined
      ? { lockMode: null, retainUntil: null }
      : { lockMode: modeOf(mode), retainUntil: retainUntilOf(until, now) };
  if (!mayRetain(version, next, now, bypass)) {
    throw new S3Fault('AccessDenied', 'Access Denied because object protected by object lock.');
  }
  context.versions.setLock(version, { ...next, legalHold: version.legalHold });
  return { status: 200 };
};

export const getObjectLegalHold: Operation = (context, request) => {
  const bucket = context.buckets.require(request.bucket);
  requireLocking(bucket);
  const { legalHold } = findVersion(context, bucket, request);
  return xmlReply(documentOf('LegalHold', tag('Status', legalHold ? 'ON' : 'OFF')));
};

export const putObjectLegalHold: Operation = (context, request) => {
  const bucket = context.buckets.require(request.bucket);
  requireLocking(bucket);
  const version = findVersion(context, bucket, request);
  const legalHold = holdOf(textOf(parseXml(request.body, 'LegalHold'), 'Status'));
  context.versions.setLock(version, { lockMode: version.lockMode, retainUntil: version.retainUntil, legalHold });
  return { status: 200 };
};

function unlocked(): S3Fault {
  return new S3Fault('NoSuchObjectLockConfiguration', 'The specified object does not have a ObjectLock configuration');
}
