import { table } from './dynamodb.ts';
import { eventInvokeConfig, eventSourceMapping } from './event-source.ts';
import { bus, rule } from './events.ts';
import { bucketPolicy, queuePolicy, role, rolePolicy } from './iam.ts';
import { alias, key } from './kms.ts';
import { lambdaFunction } from './lambda.ts';
import type { Provisioner } from './provisioner.ts';
import { bucket, bucketNotifications } from './s3.ts';
import { schedule } from './scheduler.ts';
import { queue } from './sqs.ts';

/** The resource types that come into being locally. */
export const PROVISIONERS: Readonly<Record<string, Provisioner>> = {
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  'AWS::Events::EventBus': bus,
  'AWS::Events::Rule': rule,
  'AWS::IAM::Policy': rolePolicy,
  'AWS::IAM::Role': role,
  'AWS::KMS::Alias': alias,
  'AWS::KMS::Key': key,
  'AWS::Lambda::EventInvokeConfig': eventInvokeConfig,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::S3::Bucket': bucket,
  'AWS::S3::BucketPolicy': bucketPolicy,
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': queuePolicy,
  'AWS::Scheduler::Schedule': schedule,
  'Custom::S3BucketNotifications': bucketNotifications,
};

/**
 * The resource types that have no meaning on one machine: who else may do what, what is logged, measured and alarmed. A type
 * that is in neither list is refused: nothing of a template is left out unnoticed (P7).
 */
export const WITHOUT_LOCAL_MEANING: ReadonlySet<string> = new Set([
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Events::EventBusPolicy',
  'AWS::IAM::ManagedPolicy',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::Logs::QueryDefinition',
  'AWS::Logs::ResourcePolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueueInlinePolicy',
]);
