import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { EvidenceStorage } from './evidence-storage.ts';
import { Keys } from './keys.ts';
import { RegistryTable } from './registry-table.ts';

export interface RetentionStateProps {
  /**
   * Days for which S3 keeps every version of the log's files from being deleted or overwritten (governance mode).
   * @default 400
   */
  readonly logLockedDays?: number;
}

const LOG_LOCKED_DAYS = 400;

/**
 * Everything of Expunge that must outlive a deployment: keys, registry, evidence, log, parked input. Put it in a stack of its
 * own with termination protection; all of it is retained when that stack goes.
 */
export class RetentionState extends Construct {
  readonly keys: Keys;
  readonly registry: Table;
  readonly evidence: Bucket;
  readonly log: Bucket;
  readonly parked: Bucket;

  constructor(scope: Construct, id: string, props: RetentionStateProps = {}) {
    super(scope, id);
    this.keys = new Keys(this, 'Keys');
    this.registry = new RegistryTable(this, 'Registry', { key: this.keys.data }).table;
    const storage = new EvidenceStorage(this, 'Storage', {
      key: this.keys.data,
      logLockedDays: props.logLockedDays ?? LOG_LOCKED_DAYS,
    });
    this.log = storage.log;
    this.evidence = storage.evidence;
    this.parked = storage.parked;
  }
}
