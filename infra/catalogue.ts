import { Stack, Token } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import type { StoreCatalogue } from '../lib/policy/index.ts';
import { RetentionState } from './constructs/retention-state.ts';

/**
 * The tables and buckets that an app defines, Expunge's own left out. One that CloudFormation will name goes by its path in
 * the app.
 */
export function catalogueOf(root: IConstruct): StoreCatalogue {
  const nameOf = (resource: IConstruct, physical: string | undefined): string =>
    physical === undefined || Token.isUnresolved(physical) ? resource.node.path : physical;
  const all = withoutOwn(root);
  return {
    tables: all
      .filter((node) => node instanceof CfnTable)
      .map((table) => describeTable(table, nameOf(table, table.tableName))),
    buckets: all
      .filter((node) => node instanceof CfnBucket)
      .map((bucket) => ({
        name: nameOf(bucket, bucket.bucketName),
        versioned: resolved<{ status?: string }>(bucket, bucket.versioningConfiguration)?.status === 'Enabled',
      })),
  };
}

function withoutOwn(node: IConstruct): IConstruct[] {
  if (node instanceof RetentionState) return [];
  return [node, ...node.node.children.flatMap(withoutOwn)];
}

interface KeyPart {
  readonly attributeName: string;
  readonly keyType: string;
}

function describeTable(table: CfnTable, name: string): StoreCatalogue['tables'][number] {
  const keys = resolved<KeyPart[]>(table, table.keySchema) ?? [];
  const indexes = resolved<{ indexName: string; keySchema: KeyPart[] }[]>(table, table.globalSecondaryIndexes) ?? [];
  return {
    name,
    partitionKey: part(keys, 'HASH') ?? '',
    sortKey: part(keys, 'RANGE'),
    indexes: indexes.map((index) => ({ name: index.indexName, partitionKey: part(index.keySchema, 'HASH') ?? '' })),
    streams:
      resolved<{ streamViewType?: string }>(table, table.streamSpecification)?.streamViewType?.startsWith('NEW') ??
      false,
  };
}

const part = (keys: readonly KeyPart[], type: 'HASH' | 'RANGE'): string | null =>
  keys.find(({ keyType }) => keyType === type)?.attributeName ?? null;

const resolved = <T>(scope: IConstruct, value: unknown): T | undefined => Stack.of(scope).resolve(value);
