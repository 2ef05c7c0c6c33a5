import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { DataStores } from '../data-stores.ts';
import { allow, readOnlyKeys } from '../permissions.ts';

/** Goes over every store of the plan from end to end: tables are scanned, objects are listed and never opened. It writes to none. */
export function readStores(stores: DataStores): readonly (readonly PolicyStatement[])[] {
  return [
    allow('GoOverTables', ['dynamodb:Scan'], stores.auditedArns()),
    ...[...stores.prefixes('any')].map(([bucket, beginnings], index) =>
      allow(`GoOverObjects${index}`, ['s3:ListBucketVersions'], [bucket.bucketArn], {
        StringLike: { 's3:prefix': beginnings.map((beginning) => `${beginning}*`) },
      }),
    ),
    readOnlyKeys('ReadStores', stores.keys),
  ];
}
