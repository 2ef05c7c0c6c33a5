import {
  DeleteObjectTaggingCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { newBucket, refused, type Subject } from './subject.ts';

export function taggingContract(subject: Subject): void {
  test('tags belong to a version, and are replaced whole', async () => {
    const { client } = subject();
    const Bucket = await newBucket(subject());
    const VersioningConfiguration = { Status: 'Enabled' as const };
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    const Tagging = 'rule=fixed-180-days&name=%E5%BC%A0%20%26';
    const { VersionId } = await client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', Tagging }));
    await client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'y' }));
    const tags = async (of: { VersionId?: string | undefined } = {}) =>
      (await client.send(new GetObjectTaggingCommand({ Bucket, Key: 'k', ...of }))).TagSet;
    expect(await tags()).toEqual([]);
    expect(await tags({ VersionId })).toEqual([
      { Key: 'rule', Value: 'fixed-180-days' },
      { Key: 'name', Value: '张 &' },
    ]);
    const TagSet = [{ Key: 'a&b', Value: '<1>' }];
    await client.send(new PutObjectTaggingCommand({ Bucket, Key: 'k', VersionId, Tagging: { TagSet } }));
    expect([await tags(), await tags({ VersionId })]).toEqual([[], TagSet]);
    await client.send(new DeleteObjectTaggingCommand({ Bucket, Key: 'k', VersionId }));
    expect(await tags({ VersionId })).toEqual([]);
    await client.send(new HeadObjectCommand({ Bucket, Key: 'k', VersionId }));
  });

  test('tags past the limits are refused', async () => {
    const { client } = subject();
    const Bucket = await newBucket(subject());
    await client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
    const put = (TagSet: { Key: string; Value: string }[]) =>
      client.send(new PutObjectTaggingCommand({ Bucket, Key: 'k', Tagging: { TagSet } }));
    await put(Array.from({ length: 10 }, (_, n) => ({ Key: `k${n}`, Value: 'v'.repeat(256) })));
    const twice = [
      { Key: 'a', Value: '1' },
      { Key: 'a', Value: '2' },
    ];
    await refused(put(twice), 'InvalidTag', 400);
    await refused(put([{ Key: 'k'.repeat(129), Value: '' }]), 'InvalidTag', 400);
    await refused(client.send(new GetObjectTaggingCommand({ Bucket, Key: 'none' })), 'NoSuchKey', 404);
  });
}
