import { ArnFormat, CfnParameter, type CfnResource, Stack } from 'aws-cdk-lib';
import { CfnTable, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';
import { ExpungeError } from '../../lib/errors.ts';
import type { Action, DynamoStore, Plan, PlanDataset } from '../../lib/policy/plan.ts';
import type { BucketLike, TableLike } from '../store-types.ts';

export interface DataStoresProps {
  readonly plan: Plan;
  readonly tables: Readonly<Record<string, TableLike>>;
  readonly buckets: Readonly<Record<string, BucketLike>>;
  readonly dataKeys: readonly IKey[];
}

/**
 * The application's own tables and buckets, as far as the plan names them. What the caller did not hand over is
 * imported by its name; the stream of such a table is asked for when the stack is deployed, since its ARN carries the
 * moment the stream was switched on.
 */
export class DataStores extends Construct {
  readonly tables: ReadonlyMap<string, TableLike>;
  readonly buckets: ReadonlyMap<string, BucketLike>;
  readonly keys: readonly IKey[];
  private readonly plan: Plan;
  private readonly given: DataStoresProps['tables'];

  constructor(scope: Construct, id: string, props: DataStoresProps) {
    super(scope, id);
    this.plan = props.plan;
    this.given = props.tables;
    const stores = Object.values(props.plan.datasets).map((dataset) => dataset.store);
    const tables = new Set(stores.flatMap((store) => (store.kind === 'dynamodb' ? [store.table] : [])));
    const buckets = new Set(stores.flatMap((store) => (store.kind === 's3' ? [store.bucket] : [])));
    refuseOtherNames(props.tables, CfnTable, (table) => table.tableName);
    refuseOtherNames(props.buckets, CfnBucket, (bucket) => bucket.bucketName);
    this.tables = new Map([...tables].map((name) => [name, props.tables[name] ?? this.importTable(name)]));
    this.buckets = new Map([...buckets].map((name) => [name, props.buckets[name] ?? this.importBucket(name)]));
    this.keys = props.dataKeys;
  }

  /** Stream ARNs of all tables. Throws STORE_MISMATCH for a table without a stream. */
  streamArns(): ReadonlyMap<string, string> {
    return new Map(
      [...this.tables].map(([name, table]) => {
        if (table.tableStreamArn === undefined) {
          throw new ExpungeError(
            'STORE_MISMATCH',
            `table ${name} has no stream: switch on NEW_AND_OLD_IMAGES, or nothing stored there is ever tagged.`,
            { place: name },
          );
        }
        return [name, table.tableStreamArn];
      }),
    );
  }

  /** Tables on which a rule of the plan may take this action. */
  tableArns(action: Action): readonly string[] {
    return unique(this.dynamo(action).map((store) => this.tableArn(store)));
  }

  /**
   * Where subjects are searched for in tables: a table found by its partition key itself, otherwise its index; nothing
   * where only tags know. Of the datasets on which a rule of the plan may take this action, or of all of them.
   */
  searchArns(action: Action | 'any'): readonly string[] {
    return unique(
      this.dynamo(action).flatMap((store) => {
        if (store.subject.by === 'partition') return [this.tableArn(store)];
        return store.subject.by === 'index' ? [`${this.tableArn(store)}/index/${store.subject.index}`] : [];
      }),
    );
  }

  /** Every table of the plan, those that are said to hold nothing personal and are checked among them. */
  auditedArns(): readonly string[] {
    const checked = (this.plan.checked ?? []).map((name) => this.given[name]?.tableArn ?? this.formatTableArn(name));
    return unique([...[...this.tables.values()].map(({ tableArn }) => tableArn), ...checked]);
  }

  /** Buckets with the fixed beginnings of their prefixes: `wechat/{subject}/` → `wechat/`. */
  prefixes(action: Action | 'any'): ReadonlyMap<BucketLike, readonly string[]> {
    const found = new Map<BucketLike, string[]>();
    for (const { store } of this.datasets(action)) {
      if (store.kind !== 's3') continue;
      const bucket = this.buckets.get(store.bucket) as BucketLike;
      found.set(bucket, unique([...(found.get(bucket) ?? []), store.prefix.slice(0, store.prefix.indexOf('{'))]));
    }
    return found;
  }

  private datasets(action: Action | 'any'): readonly PlanDataset[] {
    const all = Object.values(this.plan.datasets);
    return action === 'any' ? all : all.filter(({ clusters }) => clusters.some((one) => one.action === action));
  }

  private dynamo(action: Action | 'any'): readonly DynamoStore[] {
    return this.datasets(action).flatMap(({ store }) => (store.kind === 'dynamodb' ? [store] : []));
  }

  private tableArn(store: DynamoStore): string {
    return (this.tables.get(store.table) as TableLike).tableArn;
  }

  private importTable(name: string): TableLike {
    const stream = new CfnParameter(this, `StreamOf-${name}`, {
      description: `ARN of the stream of table ${name}`,
      allowedPattern: `arn:aws[a-z-]*:dynamodb:[^:]+:[0-9]{12}:table/${name.replaceAll('.', '[.]')}/stream/.+`,
    });
    const tableArn = this.formatTableArn(name);
    return Table.fromTableAttributes(this, `Table-${name}`, { tableArn, tableStreamArn: stream.valueAsString });
  }

  private formatTableArn(name: string): string {
    return Stack.of(this).formatArn({ service: 'dynamodb', resource: 'table', resourceName: name });
  }

  private importBucket(name: string): BucketLike {
    const format = { service: 's3', region: '', account: '', resource: name, arnFormat: ArnFormat.NO_RESOURCE_NAME };
    return Bucket.fromBucketAttributes(this, `Bucket-${name}`, {
      bucketName: name,
      bucketArn: Stack.of(this).formatArn(format),
    });
  }
}

/**
 * The functions know a store by the name in the inventory and by no other. Throws STORE_MISMATCH for one of this app
 * that is called otherwise, or that CloudFormation would name.
 */
function refuseOtherNames<T extends CfnResource>(
  given: Readonly<Record<string, IConstruct>>,
  type: abstract new (...args: never[]) => T,
  nameOf: (resource: T) => string | undefined,
): void {
  for (const [name, store] of Object.entries(given)) {
    const resource = store.node.defaultChild;
    if (!(resource instanceof type) || nameOf(resource) === name) continue;
    throw new ExpungeError(
      'STORE_MISMATCH',
      `${store.node.path} was handed over as ${name} and is not called so: give it that name, or correct the inventory.`,
      { place: name },
    );
  }
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
