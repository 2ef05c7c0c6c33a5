import { Stack, Validations } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { BucketLike } from '../store-types.ts';

/**
 * Acknowledges the one pattern in a role's policy: objects of a bucket below a prefix. S3 has no other way to say that;
 * cdk-nag asks for a reason for each.
 */
export function acknowledgeObjects(role: Role, bucket: BucketLike, pattern: string, reason: string): void {
  Validations.of(role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${arnAsNagWritesIt(role, bucket)}/${pattern}]`,
    reason,
  });
}

/** Where the bucket is in another stack, the policy imports its ARN and cdk-nag sees the name of the export. */
function arnAsNagWritesIt(role: Role, bucket: BucketLike): string {
  const home = Stack.of(bucket);
  const arn = home.resolve(bucket.bucketArn);
  const imported = home !== Stack.of(role) && typeof arn === 'object' && 'Fn::GetAtt' in arn;
  return flat(imported ? home.resolve(home.exportValue(bucket.bucketArn)) : arn);
}

interface Intrinsic {
  readonly Ref?: string;
  readonly 'Fn::GetAtt'?: readonly string[];
  readonly 'Fn::ImportValue'?: string;
  readonly 'Fn::Join'?: readonly [string, readonly (string | Intrinsic)[]];
}

function flat(value: string | Intrinsic): string {
  if (typeof value === 'string') return value;
  if (value.Ref !== undefined) return `<${value.Ref}>`;
  if (value['Fn::GetAtt'] !== undefined) return `<${value['Fn::GetAtt'].join('.')}>`;
  if (value['Fn::ImportValue'] !== undefined) return value['Fn::ImportValue'];
  const [delimiter, parts] = value['Fn::Join'] ?? ['', []];
  return parts.map(flat).join(delimiter);
}
