import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps, type IBucket } from 'aws-cdk-lib/aws-s3';
import { S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';

/** How long a person has to look at input that could not be used, before it goes: it may hold personal data. */
const PARKED_FOR = Duration.days(90);

const ACCESS_LOGS_FOR = Duration.days(365);

/** Where receipts lie, and where input lies that could not be used. */
export class EvidenceStorage extends Construct {
  readonly evidence: Bucket;
  readonly parked: Bucket;

  constructor(scope: Construct, id: string, props: { readonly key: IKey }) {
    super(scope, id);
    // The older way to let S3 deliver access logs is an ACL, which buckets with an enforced owner refuse.
    this.node.setContext(S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY, true);
    const accessLogs = new Bucket(this, 'AccessLogs', {
      ...CLOSED,
      encryption: BucketEncryption.S3_MANAGED, // S3 delivers access logs to no bucket with a customer-managed key
      lifecycleRules: [{ expiration: ACCESS_LOGS_FOR }],
    });
    const common: BucketProps = {
      ...CLOSED,
      encryption: BucketEncryption.KMS,
      encryptionKey: props.key,
      bucketKeyEnabled: true,
      serverAccessLogsBucket: accessLogs as IBucket,
    };
    this.evidence = new Bucket(this, 'Evidence', {
      ...common,
      versioned: true,
      // For the sealed log that comes next, object by object. No retention by default: receipts are pseudonymous personal
      // data and have to stay erasable.
      objectLockEnabled: true,
      serverAccessLogsPrefix: 'evidence/',
    });
    // Not versioned: what expires here has to be gone, not hidden under a delete marker.
    this.parked = new Bucket(this, 'Parked', {
      ...common,
      serverAccessLogsPrefix: 'parked/',
      lifecycleRules: [{ expiration: PARKED_FOR, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
  }
}

const CLOSED: BucketProps = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  removalPolicy: RemovalPolicy.RETAIN,
};
