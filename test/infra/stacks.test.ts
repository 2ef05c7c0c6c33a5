import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { AwsSolutionsChecks } from 'cdk-nag';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type FiveApps, fiveApps } from '../../examples/five-apps/app.ts';
import { FUNCTION_NAMES } from '../../infra/function-names.ts';
import { emptyBundles, ofType, type Resource, scratch, type TemplateJson } from './support.ts';

let apps: FiveApps;
let assembly: CloudAssembly;
let expunge: TemplateJson;
let state: TemplateJson;
let application: TemplateJson;
let said: readonly unknown[];
beforeAll(() => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  apps = fiveApps({ bundles: emptyBundles(), outdir: scratch() });
  assembly = apps.app.synth();
  said = stderr.mock.calls.map(([text]) => text);
  stderr.mockRestore();
  [expunge, state, application] = ['Expunge', 'ExpungeState', 'FiveApps'].map(
    (name) => assembly.getStackByName(name).template,
  ) as [TemplateJson, TemplateJson, TemplateJson];
});

const all = (type: string): readonly Resource[] => [expunge, state, application].flatMap((one) => ofType(one, type));
const count = (template: TemplateJson) =>
  Object.values(template.Resources).reduce<Record<string, number>>(
    (counts, { Type }) => Object.assign(counts, { [Type]: (counts[Type] ?? 0) + 1 }),
    {},
  );

describe('the stacks', () => {
  it('are made of these resources', () => {
    expect(count(state)).toMatchInlineSnapshot(`
      {
        "AWS::DynamoDB::Table": 1,
        "AWS::KMS::Key": 6,
        "AWS::S3::Bucket": 4,
        "AWS::S3::BucketPolicy": 4,
      }
    `);
    expect(count(expunge)).toMatchInlineSnapshot(`
      {
        "AWS::CloudWatch::Alarm": 38,
        "AWS::CloudWatch::Dashboard": 1,
        "AWS::Events::EventBus": 1,
        "AWS::Events::Rule": 5,
        "AWS::IAM::Policy": 21,
        "AWS::IAM::Role": 21,
        "AWS::Lambda::EventInvokeConfig": 6,
        "AWS::Lambda::EventSourceMapping": 21,
        "AWS::Lambda::Function": 15,
        "AWS::Logs::LogGroup": 15,
        "AWS::SQS::Queue": 14,
        "AWS::SQS::QueuePolicy": 14,
        "AWS::Scheduler::Schedule": 6,
      }
    `);
    expect(count(application)).toMatchInlineSnapshot(`
      {
        "AWS::DynamoDB::Table": 15,
        "AWS::KMS::Key": 1,
        "AWS::S3::Bucket": 1,
        "AWS::S3::BucketPolicy": 1,
        "AWS::SQS::Queue": 4,
        "AWS::SQS::QueuePolicy": 4,
      }
    `);
  });

  it('keep what has state apart, protected and retained', () => {
    expect(apps.state.terminationProtection).toBe(true);
    const types = Object.keys(count(expunge));
    expect(types).not.toContain('AWS::DynamoDB::Table');
    expect(types).not.toContain('AWS::KMS::Key');
    expect(types).not.toContain('AWS::S3::Bucket');
    for (const resource of Object.values(state.Resources) as (Resource & { DeletionPolicy?: string })[]) {
      if (resource.Type !== 'AWS::S3::BucketPolicy') expect(resource.DeletionPolicy).toBe('Retain');
    }
  });

  it('have no endpoint, no custom resource and no function but those with a folder', () => {
    const types = [expunge, state, application].flatMap((one) => Object.keys(count(one)));
    for (const type of types)
      expect(type).not.toMatch(/ApiGateway|Lambda::Url|LoadBalanc|CloudFront|Cognito|CustomResource|Custom::/);
    expect(all('AWS::Lambda::Function')).toHaveLength(FUNCTION_NAMES.length);
    for (const { Properties } of all('AWS::Lambda::Permission')) expect(Properties.Principal).not.toBe('*');
  });

  it('are synthesised without a word', () => {
    expect(said).toEqual([]);
  });

  it('pass cdk-nag with every finding mended or acknowledged', () => {
    expect(new AwsSolutionsChecks(apps.app).validateScope(apps.app).violations).toEqual([]);
  });
});

describe('the stores', () => {
  it('are encrypted under customer-managed keys [A-17, C-40, D-37, E-18, R-20]', () => {
    for (const { Properties } of all('AWS::DynamoDB::Table'))
      expect(Properties.SSESpecification.KMSMasterKeyId).toBeDefined();
    // Those of the recipients, who have keys of their own, stand beside the example only to be sent to.
    const ours = all('AWS::SQS::Queue').filter(({ Properties }) => Properties.SqsManagedSseEnabled !== true);
    expect(all('AWS::SQS::Queue').length - ours.length).toBe(4);
    for (const { Properties } of ours) expect(Properties.KmsMasterKeyId).toBeDefined();
    for (const { Properties } of all('AWS::Logs::LogGroup')) expect(Properties.KmsKeyId).toBeDefined();
    for (const { Properties } of all('AWS::Lambda::Function')) expect(Properties.KmsKeyArn).toBeDefined();
    for (const { Properties } of all('AWS::Events::EventBus')) expect(Properties.KmsKeyIdentifier).toBeDefined();
    const algorithms = all('AWS::S3::Bucket').map(
      ({ Properties }) =>
        Properties.BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.SSEAlgorithm,
    );
    // The last holds S3's own access logs, which S3 delivers under no other key.
    expect(algorithms.sort()).toEqual(['AES256', 'aws:kms', 'aws:kms', 'aws:kms', 'aws:kms']);
  });

  it('can be restored to a point in time', () => {
    for (const { Properties } of all('AWS::DynamoDB::Table')) {
      expect(Properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled).toBe(true);
    }
  });

  it('speak TLS only [A-17, C-40, D-37, E-18, R-20]', () => {
    const policies = [...all('AWS::SQS::QueuePolicy'), ...all('AWS::S3::BucketPolicy')];
    expect(policies).toHaveLength(all('AWS::SQS::Queue').length + all('AWS::S3::Bucket').length);
    for (const { Properties } of policies) {
      expect(JSON.stringify(Properties.PolicyDocument)).toContain(
        '"Condition":{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"',
      );
    }
  });

  it('lock every version of the log for more than a year, and no receipt: those stay erasable', () => {
    const buckets = Object.entries(state.Resources).filter(([, { Type }]) => Type === 'AWS::S3::Bucket');
    const named = (name: string) => buckets.find(([id]) => id.startsWith(`StateStorage${name}`))?.[1].Properties;
    for (const name of ['Log', 'Evidence']) expect(named(name)?.VersioningConfiguration.Status).toBe('Enabled');
    expect(named('Log')?.ObjectLockConfiguration.Rule.DefaultRetention).toEqual({ Mode: 'GOVERNANCE', Days: 400 });
    expect(named('Evidence')?.ObjectLockEnabled).toBeUndefined();
  });

  it('sign the log with a key that can do nothing else, and notices with another', () => {
    const keys = ofType(state, 'AWS::KMS::Key').filter(({ Properties }) => Properties.KeyUsage === 'SIGN_VERIFY');
    expect(keys.map(({ Properties }) => Properties.KeySpec)).toEqual(['ECC_NIST_P256', 'ECC_NIST_P256']);
  });

  it('keep parked input for ninety days, and no version of it', () => {
    const [parked] = ofType(state, 'AWS::S3::Bucket').filter(
      ({ Properties }) => Properties.LifecycleConfiguration?.Rules[0].ExpirationInDays === 90,
    );
    expect(parked?.Properties.VersioningConfiguration).toBeUndefined();
  });

  it('of the example are as the inventory says, with streams and events and no custom resource', () => {
    const tables = ofType(application, 'AWS::DynamoDB::Table');
    for (const { Properties } of tables)
      expect(Properties.StreamSpecification.StreamViewType).toBe('NEW_AND_OLD_IMAGES');
    const orders = tables.find(({ Properties }) => Properties.TableName === 'five-apps-shop-orders');
    expect(orders?.Properties.GlobalSecondaryIndexes[0].IndexName).toBe('by-merchant');
    const [uploads] = ofType(application, 'AWS::S3::Bucket');
    expect(uploads?.Properties.NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled).toBe(true);
    expect(uploads?.Properties.VersioningConfiguration.Status).toBe('Enabled');
  });
});

describe('the functions', () => {
  it('run on Node 24 and arm64 and keep their logs for a year', () => {
    for (const { Properties } of all('AWS::Lambda::Function')) {
      expect(Properties.Runtime).toBe('nodejs24.x');
      expect(Properties.Architectures).toEqual(['arm64']);
    }
    for (const { Properties } of all('AWS::Logs::LogGroup')) expect(Properties.RetentionInDays).toBe(365);
  });

  it('carry the compiled plan beside their bundle', () => {
    const [tag] = ofType(expunge, 'AWS::Lambda::Function');
    const path = join(assembly.directory, `asset.${tag?.Properties.Code.S3Key.replace('.zip', '')}`);
    expect(existsSync(join(path, 'index.mjs'))).toBe(true);
    expect(JSON.parse(readFileSync(join(path, 'plan.json'), 'utf8'))).toEqual(apps.read.plan);
  });

  it('hide a message for longer than they run', () => {
    const timeout = Math.max(...all('AWS::Lambda::Function').map(({ Properties }) => Properties.Timeout));
    for (const { Properties } of all('AWS::SQS::Queue').filter(
      ({ Properties }) => Properties.FifoQueue && Properties.RedrivePolicy,
    )) {
      expect(Properties.VisibilityTimeout).toBeGreaterThanOrEqual(timeout);
    }
  });

  it('are fed by one mapping per stream and one per queue, and report each failed message', () => {
    const mappings = ofType(expunge, 'AWS::Lambda::EventSourceMapping');
    const streams = mappings.filter(({ Properties }) => Properties.StartingPosition !== undefined);
    expect(streams).toHaveLength(ofType(application, 'AWS::DynamoDB::Table').length);
    expect(mappings).toHaveLength(streams.length + 6);
    for (const { Properties } of mappings)
      expect(Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    for (const { Properties } of streams) {
      expect(Properties).toMatchObject({
        BatchSize: 100,
        BisectBatchOnFunctionError: true,
        StartingPosition: 'TRIM_HORIZON',
      });
      expect(JSON.stringify(Properties.DestinationConfig.OnFailure)).toContain('DeadLetters');
    }
    const ones = mappings.filter(({ Properties }) => Properties.BatchSize === 1);
    expect(ones).toHaveLength(2);
  });
});

describe('what goes wrong', () => {
  it('lands in a queue of its own, and each such queue has an alarm', () => {
    const queues = ofType(expunge, 'AWS::SQS::Queue');
    const worked = queues.filter(({ Properties }) => Properties.RedrivePolicy !== undefined);
    expect(worked).toHaveLength(6);
    const alarms = ofType(expunge, 'AWS::CloudWatch::Alarm');
    const onQueues = alarms.filter(({ Properties }) => Properties.Namespace === 'AWS/SQS');
    expect(onQueues).toHaveLength(queues.length - worked.length);
    expect(alarms.filter(({ Properties }) => Properties.MetricName === 'Errors')).toHaveLength(FUNCTION_NAMES.length);
    const own = alarms.flatMap(({ Properties }) => {
      const parts = Properties.Metrics?.flatMap(
        (one: { MetricStat?: { Metric: object } }) => one.MetricStat?.Metric ?? [],
      );
      return (parts ?? [Properties])
        .filter(({ Namespace }: { Namespace: string }) => Namespace === 'Expunge')
        .map((metric: { MetricName: string; Dimensions: { Value: string }[] }) =>
          [metric.MetricName, metric.Dimensions[0]?.Value, Properties.Threshold].join(' '),
        );
    });
    expect(own.sort()).toEqual([
      'DeadlineAtRisk sweep 0',
      'DeadlineMissed sweep 0',
      'DriftFound sweep 0',
      'HoldsToReview find-due 0',
      'Late anonymise 0',
      'Late delete 0',
      'LogBehind seal 0',
      'OldestDueTimer find-due 21600',
      'OldestWalk sweep 86400',
      'Paused anonymise 0',
      'Paused delete 0',
      'ReceiptMissing certify 0',
      'RecipientsEscalated tell 0',
      'ShutDownsAtRisk sweep 0',
      'Stuck anonymise 0',
      'Stuck delete 0',
      'Undated anonymise 0',
      'Undated delete 0',
      'Undated tag 0',
    ]);
  });
});

describe('the bus', () => {
  it('hands on what was stored and what platforms said, and every other word as a trigger but Expunge’s own', () => {
    const patterns = ofType(expunge, 'AWS::Events::Rule').map(({ Properties }) => Properties.EventPattern);
    expect(patterns).toContainEqual({ 'detail-type': ['PersonalDataStored'] });
    expect(patterns).toContainEqual({ 'detail-type': ['PlatformNotice'] });
    const others = patterns.flatMap((pattern) => pattern['detail-type'][0]['anything-but'] ?? []);
    expect(others).toEqual(
      expect.arrayContaining([
        'PersonalDataStored',
        'PlatformNotice',
        'ErasureScheduled',
        'ProcessingRestricted',
        'ErasureCompleted',
        'CertificateIssued',
        'CheckpointPublished',
        'DeadlineAtRisk',
        'RecipientNotified',
      ]),
    );
    expect(patterns).toContainEqual({
      source: ['aws.cognito-idp'],
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: { eventSource: ['cognito-idp.amazonaws.com'], eventName: ['DeleteUser', 'AdminDeleteUser'] },
    });
    expect(patterns).toHaveLength(5);
  });
});
