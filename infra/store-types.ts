import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';

/*
 * CDK's own classes do not satisfy its own interfaces where the caller's compiler has `exactOptionalPropertyTypes` on.
 * These ask for the few members that are used, so a table or bucket can be handed over under any setting.
 */

export interface TableLike extends IConstruct, Pick<ITable, 'tableArn'> {
  readonly tableStreamArn?: string | undefined;
}

export interface BucketLike extends IConstruct, Pick<IBucket, 'bucketArn' | 'bucketName'> {}
