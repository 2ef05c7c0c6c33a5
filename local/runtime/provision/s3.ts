import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectLockConfigurationCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { physicalName } from '../names.ts';
import type { Properties, Provisioner } from './provisioner.ts';

/** Lifecycle, encryption and public access rules have no local meaning; versions, locks and notifications have. */
export const bucket: Provisioner = async ({ stack, logicalId, properties }, { clients, place, permissions }) => {
  const Bucket: string = properties.BucketName ?? physicalName(stack, logicalId, 63).toLowerCase();
  const s3 = clients.s3();
  const locked = properties.ObjectLockEnabled === true;
  await s3.send(new CreateBucketCommand({ Bucket, ...(locked ? { ObjectLockEnabledForBucket: true } : {}) }));
  const Status = properties.VersioningConfiguration?.Status;
  if (Status !== undefined && !locked) {
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
  }
  const retention = properties.ObjectLockConfiguration?.Rule?.DefaultRetention;
  if (retention !== undefined) await lock(s3, Bucket, retention);
  if (properties.NotificationConfiguration?.EventBridgeConfiguration !== undefined) await notify(s3, Bucket);
  const [encryption] = properties.BucketEncryption?.ServerSideEncryptionConfiguration ?? [];
  const own = `arn:${place.partition}:s3:::${Bucket}`;
  permissions.encrypt(own, encryption?.ServerSideEncryptionByDefault?.KMSMasterKeyID);
  const suffix = place.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const domain = `${Bucket}.s3.${place.region}.${suffix}`;
  const attributes = {
    Arn: own,
    DomainName: domain,
    RegionalDomainName: domain,
  };
  return { ref: Bucket, attributes };
};

/** CDK asks for EventBridge notifications through a function of its own; what that function would do is done here. */
export const bucketNotifications: Provisioner = async ({ logicalId, properties }, { clients }) => {
  if (properties.NotificationConfiguration?.EventBridgeConfiguration !== undefined) {
    await notify(clients.s3(), properties.BucketName);
  }
  return { ref: logicalId, attributes: {} };
};

async function notify(s3: S3Client, Bucket: string): Promise<void> {
  const NotificationConfiguration = { EventBridgeConfiguration: {} };
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
}

async function lock(s3: S3Client, Bucket: string, { Mode, Days, Years }: Properties): Promise<void> {
  const DefaultRetention = {
    Mode,
    ...(Days === undefined ? {} : { Days: Number(Days) }),
    ...(Years === undefined ? {} : { Years: Number(Years) }),
  };
  const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled' as const, Rule: { DefaultRetention } };
  await s3.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
}
