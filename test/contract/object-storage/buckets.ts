import {
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { newBucket, refused, type Subject } from './subject.ts';

export function bucketContract(subject: Subject): void {
  test('a bucket is found, listed, and gone after deletion', async () => {
    const { client } = subject();
    const Bucket = await newBucket(subject());
    await client.send(new HeadBucketCommand({ Bucket }));
    await client.send(new GetBucketLocationCommand({ Bucket }));
    const { Buckets } = await client.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toContain(Bucket);
    await client.send(new DeleteBucketCommand({ Bucket }));
    await refused(client.send(new HeadBucketCommand({ Bucket })), null, 404);
    await refused(client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' })), 'NoSuchBucket', 404);
  });

  test('a bucket that holds anything, be it only a delete marker, is not deleted', async () => {
    const { client } = subject();
    const Bucket = await newBucket(subject());
    await client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
    await refused(client.send(new DeleteBucketCommand({ Bucket })), 'BucketNotEmpty', 409);
  });

  test('versioning is off, then on, then suspended', async () => {
    const { client } = subject();
    const Bucket = await newBucket(subject());
    const status = async () => (await client.send(new GetBucketVersioningCommand({ Bucket }))).Status;
    expect(await status()).toBeUndefined();
    for (const Status of ['Enabled', 'Suspended'] as const) {
      await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
      expect(await status()).toBe(Status);
    }
  });

  test('configurations come back as they were given', async () => {
    const { client } = subject();
    const Bucket = await newBucket(subject());
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const }, BucketKeyEnabled: true }];
    await client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
    const encryption = await client.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(encryption.ServerSideEncryptionConfiguration?.Rules).toMatchObject(Rules);

    const lifecycle = [
      { ID: 'parked', Status: 'Enabled' as const, Filter: { Prefix: 'a&b/' }, Expiration: { Days: 90 } },
      {
        ID: 'old',
        Status: 'Enabled' as const,
        Filter: { Prefix: '' },
        NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      },
    ];
    await refused(
      client.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
      'NoSuchLifecycleConfiguration',
      404,
    );
    await client.send(
      new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: lifecycle } }),
    );
    const { Rules: kept } = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(kept).toMatchObject(lifecycle);

    const block = {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    };
    await client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: block }));
    const access = await client.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(access.PublicAccessBlockConfiguration).toEqual(block);

    await client.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket,
        NotificationConfiguration: { EventBridgeConfiguration: {} },
      }),
    );
    const notification = await client.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
    expect(notification.EventBridgeConfiguration).toEqual({});
  });

  test('a bucket policy is kept and removed', async () => {
    const { client } = subject();
    const Bucket = await newBucket(subject());
    const statement = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: `arn:aws:s3:::${Bucket}/*`,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    };
    const get = () => client.send(new GetBucketPolicyCommand({ Bucket }));
    await refused(get(), 'NoSuchBucketPolicy', 404);
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    expect(JSON.parse((await get()).Policy ?? '')).toEqual(JSON.parse(Policy));
    await client.send(new DeleteBucketPolicyCommand({ Bucket }));
    await refused(get(), 'NoSuchBucketPolicy', 404);
    await refused(client.send(new PutBucketPolicyCommand({ Bucket, Policy: 'not json' })), 'MalformedPolicy', 400);
  });
}
