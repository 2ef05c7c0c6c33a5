import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type IBucket,
  ObjectLockRetention,
} from 'aws-cdk-lib/aws-s3';
import { S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';

/** How long a person has to look at input that could not be used, before it goes: it may hold personal data. */
const PARKED_FOR = Duration.days(90);

const ACCESS_LOGS_FOR = Duration.days(365);

export interface EvidenceStorageProps {
  readonly key: IKey;
  /** Days for which nobody can take away or overwrite a version of a file of the log. */
  readonly logLockedDays: number;
}

/** Where receipts lie, where the log lies that proves them, and where input lies that could not be used. */
export class EvidenceStorage extends Construct {
  readonly evidence: Bucket;
  readonly log: Bucket;
  readonly parked: Bucket;

  constructor(scope: Construct, id: string, props: EvidenceStorageProps) {
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
      // No lock: receipts are pseudonymous personal data and have to stay erasable.
      serverAccessLogsPrefix: 'evidence/',
    });
    // A bucket of its own, because a default retention is a bucket's. It holds nothing about anybody.
    this.log = new Bucket(this, 'Log', {
      ...common,
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention: ObjectLockRetention.governance(Duration.days(props.logLockedDays)),
      serverAccessLogsPrefix: 'log/',
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
