import { RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { DynamoStore, Plan } from '../../lib/policy/index.ts';

export interface ApplicationStackProps extends StackProps {
  readonly plan: Plan;
}

/**
 * The five apps' own tables and bucket, and the queues in which those who receive their data are told: what a company
 * would have long before Expunge. Made from the plan here, so that
 * the example cannot drift from its inventory.
 */
export class ApplicationStack extends Stack {
  readonly tables: Readonly<Record<string, Table>>;
  readonly buckets: Readonly<Record<string, Bucket>>;
  readonly key: Key;

  constructor(scope: Construct, id: string, { plan, ...props }: ApplicationStackProps) {
    super(scope, id, { description: 'Five example apps: their tables and uploads', ...props });
    this.key = new Key(this, 'Key', {
      description: 'Five example apps: tables and uploads',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stores = Object.values(plan.datasets).map(({ store }) => store);
    this.tables = byName(
      stores.flatMap((store) => (store.kind === 'dynamodb' ? [store.table] : [])),
      (name) => this.table(stores.filter((store) => store.kind === 'dynamodb').filter(({ table }) => table === name)),
    );
    this.buckets = byName(
      stores.flatMap((store) => (store.kind === 's3' ? [store.bucket] : [])),
      (name) => this.bucket(name),
    );
    const told = Object.values(plan.recipients).flatMap(({ tell }) => (tell?.by === 'sqs' ? [tell.queue] : []));
    for (const name of new Set(told)) if (!name.startsWith('arn:')) this.queue(name);
  }

  /** One table, with an index for each dataset in it that finds its subjects by one. */
  private table(stores: readonly DynamoStore[]): Table {
    const [first] = stores as [DynamoStore];
    const text = (name: string) => ({ name, type: AttributeType.STRING });
    const table = new Table(this, first.table, {
      tableName: first.table,
      partitionKey: text(first.partitionKey),
      ...(first.sortKey === null ? {} : { sortKey: text(first.sortKey) }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    for (const { subject } of stores) {
      if (subject.by !== 'index') continue;
      // Keys are enough: Expunge asks the index where a subject's records are, and reads them from the table.
      table.addGlobalSecondaryIndex({
        indexName: subject.index,
        partitionKey: text(subject.attribute),
        projectionType: ProjectionType.KEYS_ONLY,
      });
    }
    return table;
  }

  /** A recipient's queue. Most would be in accounts of their own. */
  private queue(name: string): void {
    const queue = new Queue(this, name, {
      queueName: name,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'An example: what the recipient does with a message it cannot read is its own affair.',
    });
  }

  private bucket(name: string): Bucket {
    const bucket = new Bucket(this, name, {
      bucketName: name,
      versioned: true,
      encryption: BucketEncryption.KMS,
      encryptionKey: this.key,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // The construct's own switch brings a custom resource; CloudFormation has had the property since.
    (bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'An example: whoever uploads what is of interest to its application, which has no log bucket here.',
    });
    return bucket;
  }
}

function byName<T>(names: readonly string[], make: (name: string) => T): Readonly<Record<string, T>> {
  return Object.fromEntries([...new Set(names)].map((name) => [name, make(name)]));
}
