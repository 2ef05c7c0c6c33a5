import type { Versioning } from './buckets.ts';
import { type Operation, xmlReply } from './context.ts';
import { notImplemented, S3Fault } from './fault.ts';
import { documentOf, malformed, parseXml, tag, textOf } from './xml.ts';

// S3 User Guide, "General purpose bucket naming rules", as far as a test can get them wrong.
const BUCKET_NAME = /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

export const createBucket: Operation = (context, request) => {
  const name = request.bucket ?? '';
  if (!BUCKET_NAME.test(name)) throw new S3Fault('InvalidBucketName', 'The specified bucket is not valid.');
  const wanted =
    request.body.length === 0
      ? undefined
      : textOf(parseXml(request.body, 'CreateBucketConfiguration'), 'LocationConstraint');
  const region = wanted ?? request.region;
  if (context.buckets.find(name) !== undefined) {
    // us-east-1 alone takes a repeated creation for done.
    if (region === 'us-east-1') return { status: 200, headers: { location: `/${name}` } };
    throw new S3Fault(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
    );
  }
  const locking = request.headers['x-amz-bucket-object-lock-enabled']?.toLowerCase() === 'true';
  context.buckets.create({ name, region, created: context.clock.now(), locking });
  return { status: 200, headers: { location: `/${name}` } };
};

export const deleteBucket: Operation = (context, request) => {
  const { name } = context.buckets.require(request.bucket);
  if (!context.versions.isEmpty(name)) {
    throw new S3Fault('BucketNotEmpty', 'The bucket you tried to delete is not empty');
  }
  context.buckets.remove(name);
  return { status: 204 };
};

export const headBucket: Operation = (context, request) => {
  const { region } = context.buckets.require(request.bucket);
  return { status: 200, headers: { 'x-amz-bucket-region': region } };
};

export const getBucketLocation: Operation = (context, request) => {
  const { region } = context.buckets.require(request.bucket);
  return xmlReply(documentOf('LocationConstraint', region === 'us-east-1' ? '' : region));
};

export const listBuckets: Operation = (context) => {
  const list = context.buckets.all().map(({ name, created, region }) => {
    const about = tag('CreationDate', new Date(created).toISOString()) + tag('BucketRegion', region);
    return `<Bucket>${tag('Name', name)}${about}</Bucket>`;
  });
  const owner = `<Owner>${tag('ID', context.account)}</Owner>`;
  return xmlReply(documentOf('ListAllMyBucketsResult', `${owner}<Buckets>${list.join('')}</Buckets>`));
};

export const getBucketVersioning: Operation = (context, request) => {
  const { versioning } = context.buckets.require(request.bucket);
  return xmlReply(
    documentOf('VersioningConfiguration', tag('Status', versioning === 'Unversioned' ? null : versioning)),
  );
};

export const putBucketVersioning: Operation = (context, request) => {
  const bucket = context.buckets.require(request.bucket);
  const document = parseXml(request.body, 'VersioningConfiguration');
  if (textOf(document, 'MfaDelete') === 'Enabled') throw notImplemented('MFA delete');
  const status = textOf(document, 'Status');
  if (status !== 'Enabled' && status !== 'Suspended') throw malformed();
  if (bucket.locking && status === 'Suspended') {
    throw new S3Fault(
      'InvalidBucketState',
      'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
    );
  }
  context.buckets.setVersioning(bucket.name, status satisfies Versioning);
  return { status: 200 };
};
