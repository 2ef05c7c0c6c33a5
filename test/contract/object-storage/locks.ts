import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  type ObjectLockMode,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectLegalHoldCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { newBucket, refused, type Subject } from './subject.ts';

const DAY = 86_400_000;

export function lockContract(subject: Subject): void {
  const put = async (Bucket: string, more: Partial<PutObjectCommandInput> = {}) => {
    const { VersionId } = await subject().client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', ...more }));
    return { Bucket, Key: 'k', VersionId };
  };
  const remove = (of: { Bucket: string; Key: string; VersionId: string | undefined }, bypass = false) =>
    subject().client.send(new DeleteObjectCommand({ ...of, ...(bypass ? { BypassGovernanceRetention: true } : {}) }));
  /** The time the service has, not this machine. */
  const after = async (of: { Bucket: string; Key: string; VersionId: string | undefined }, days: number) => {
    const { LastModified } = await subject().client.send(new HeadObjectCommand(of));
    return new Date((LastModified?.getTime() ?? 0) + days * DAY);
  };
  const retain = async (of: Awaited<ReturnType<typeof put>>, Mode: ObjectLockMode, days: number, bypass = false) =>
    subject().client.send(
      new PutObjectRetentionCommand({
        ...of,
        Retention: { Mode, RetainUntilDate: await after(of, days) },
        ...(bypass ? { BypassGovernanceRetention: true } : {}),
      }),
    );

  test('COMPLIANCE keeps a version from everybody; a marker may still hide it', async () => {
    const of = await put(await newBucket(subject(), { locking: true }));
    await retain(of, 'COMPLIANCE', 2);
    await refused(remove(of), 'AccessDenied', 403);
    await refused(remove(of, true), 'AccessDenied', 403);
    await refused(retain(of, 'COMPLIANCE', 1, true), 'AccessDenied', 403);
    await refused(retain(of, 'GOVERNANCE', 3, true), 'AccessDenied', 403);
    await retain(of, 'COMPLIANCE', 3);
    const Objects = [{ Key: of.Key, ...(of.VersionId ? { VersionId: of.VersionId } : {}) }];
    const many = await subject().client.send(
      new DeleteObjectsCommand({ Bucket: of.Bucket, Delete: { Quiet: true, Objects } }),
    );
    expect(many.Errors).toMatchObject([{ Key: 'k', VersionId: of.VersionId, Code: 'AccessDenied' }]);
    const hidden = await remove({ ...of, VersionId: undefined });
    expect(hidden.DeleteMarker).toBe(true);
    await remove({ ...of, VersionId: hidden.VersionId });
  });

  test('GOVERNANCE keeps a version unless it is bypassed', async () => {
    const of = await put(await newBucket(subject(), { locking: true }));
    await retain(of, 'GOVERNANCE', 2);
    await refused(remove(of), 'AccessDenied', 403);
    await refused(retain(of, 'GOVERNANCE', 1), 'AccessDenied', 403);
    await retain(of, 'GOVERNANCE', 3);
    const { Retention } = await subject().client.send(new GetObjectRetentionCommand(of));
    expect(Retention).toEqual({ Mode: 'GOVERNANCE', RetainUntilDate: await after(of, 3) });
    await retain(of, 'GOVERNANCE', 1, true);
    await remove(of, true);
  });

  test('a legal hold keeps a version until it is taken off, and nothing bypasses it', async () => {
    const { client } = subject();
    const of = await put(await newBucket(subject(), { locking: true }));
    const hold = (Status: 'ON' | 'OFF') => client.send(new PutObjectLegalHoldCommand({ ...of, LegalHold: { Status } }));
    await hold('ON');
    expect((await client.send(new GetObjectLegalHoldCommand(of))).LegalHold).toEqual({ Status: 'ON' });
    await refused(remove(of, true), 'AccessDenied', 403);
    await hold('OFF');
    await remove(of);
  });

  test('a bucket puts its default retention on every new version', async () => {
    const { client } = subject();
    const Bucket = await newBucket(subject(), { locking: true });
    const before = await put(Bucket);
    const Rule = { DefaultRetention: { Mode: 'GOVERNANCE' as const, Days: 30 } };
    const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled' as const, Rule };
    await client.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
    const kept = await client.send(new GetObjectLockConfigurationCommand({ Bucket }));
    expect(kept.ObjectLockConfiguration).toEqual(ObjectLockConfiguration);
    await refused(client.send(new GetObjectRetentionCommand(before)), 'NoSuchObjectLockConfiguration', 404);
    const of = await put(Bucket);
    const head = await client.send(new HeadObjectCommand(of));
    expect(head.ObjectLockMode).toBe('GOVERNANCE');
    const days = ((head.ObjectLockRetainUntilDate?.getTime() ?? 0) - (head.LastModified?.getTime() ?? 0)) / DAY;
    expect(Math.abs(days - 30)).toBeLessThan(0.001);
    await refused(remove(of), 'AccessDenied', 403);
    await remove(of, true);
  });

  test('a write brings its own lock', async () => {
    const Bucket = await newBucket(subject(), { locking: true });
    const RetainUntil = await after(await put(Bucket), 5);
    const of = await put(Bucket, {
      ObjectLockMode: 'COMPLIANCE',
      ObjectLockRetainUntilDate: RetainUntil,
      ObjectLockLegalHoldStatus: 'ON',
    });
    expect(await subject().client.send(new HeadObjectCommand(of))).toMatchObject({
      ObjectLockMode: 'COMPLIANCE',
      ObjectLockRetainUntilDate: RetainUntil,
      ObjectLockLegalHoldStatus: 'ON',
    });
    const past = { ObjectLockMode: 'GOVERNANCE' as const, ObjectLockRetainUntilDate: new Date(0) };
    await refused(put(Bucket, past), 'InvalidArgument', 400);
  });

  test('Object Lock needs a bucket that has it, and such a bucket keeps its versions', async () => {
    const { client } = subject();
    const plain = await newBucket(subject());
    const of = await put(plain);
    await refused(retain({ ...of, VersionId: undefined }, 'GOVERNANCE', 1), 'InvalidRequest', 400);
    await refused(
      client.send(new GetObjectLockConfigurationCommand({ Bucket: plain })),
      'ObjectLockConfigurationNotFoundError',
      404,
    );
    const Bucket = await newBucket(subject(), { locking: true });
    const VersioningConfiguration = { Status: 'Suspended' as const };
    const suspend = client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    await refused(suspend, 'InvalidBucketState', 409);
  });

  test('a lock ends at its time', async (context) => {
    const { advance } = subject();
    if (advance === undefined) return context.skip('nobody can move the clock of this service');
    const of = await put(await newBucket(subject(), { locking: true }));
    await retain(of, 'COMPLIANCE', 2);
    advance(2 * DAY - 2_000);
    await refused(remove(of), 'AccessDenied', 403);
    advance(2_000);
    await remove(of);
  });
}
