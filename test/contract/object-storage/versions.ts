import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { newBucket, refused, type Subject } from './subject.ts';

export function versionContract(subject: Subject): void {
  const versioned = async () => {
    const Bucket = await newBucket(subject());
    await setVersioning(Bucket, 'Enabled');
    return Bucket;
  };
  const setVersioning = (Bucket: string, Status: 'Enabled' | 'Suspended') =>
    subject().client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
  const put = async (Bucket: string, Key: string, Body: string) =>
    (await subject().client.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId ?? '';
  const read = async (Bucket: string, Key: string, VersionId?: string) => {
    const got = await subject().client.send(new GetObjectCommand({ Bucket, Key, ...(VersionId ? { VersionId } : {}) }));
    return got.Body?.transformToString();
  };

  test('every write is a version; the newest is current', async () => {
    const Bucket = await versioned();
    const ids = [await put(Bucket, 'k', 'one'), await put(Bucket, 'k', 'two')];
    expect(new Set(ids).size).toBe(2);
    expect([await read(Bucket, 'k'), await read(Bucket, 'k', ids[0]), await read(Bucket, 'k', ids[1])]).toEqual([
      'two',
      'one',
      'two',
    ]);
    await refused(read(Bucket, 'other', ids[0]), 'NoSuchVersion', 404);
  });

  test('a delete without an id hides, and loses nothing', async () => {
    const { client } = subject();
    const Bucket = await versioned();
    const id = await put(Bucket, 'k', 'one');
    const marker = await client.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    expect(marker.DeleteMarker).toBe(true);
    const gone = await refused(read(Bucket, 'k'), 'NoSuchKey', 404);
    expect(gone.$response?.headers['x-amz-delete-marker']).toBe('true');
    expect(await read(Bucket, 'k', id)).toBe('one');
    expect((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
    const asked = client.send(new HeadObjectCommand({ Bucket, Key: 'k', VersionId: marker.VersionId }));
    await refused(asked, null, 405);
    const undone = await client.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId: marker.VersionId }));
    expect(undone).toMatchObject({ DeleteMarker: true, VersionId: marker.VersionId });
    expect(await read(Bucket, 'k')).toBe('one');
  });

  test('a delete with an id is for good, and the older version is current again', async () => {
    const { client } = subject();
    const Bucket = await versioned();
    const [one, two] = [await put(Bucket, 'k', 'one'), await put(Bucket, 'k', 'two')];
    const remove = (VersionId: string) => client.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId }));
    expect((await remove(two)).VersionId).toBe(two);
    expect(await read(Bucket, 'k')).toBe('one');
    expect((await client.send(new ListObjectsV2Command({ Bucket }))).Contents).toMatchObject([{ Key: 'k', Size: 3 }]);
    const rest = await client.send(new ListObjectVersionsCommand({ Bucket }));
    expect(rest.Versions).toMatchObject([{ VersionId: one, IsLatest: true }]);
    await refused(read(Bucket, 'k', two), 'NoSuchVersion', 404);
    await remove(two);
    await remove(one);
    const left = await client.send(new ListObjectVersionsCommand({ Bucket }));
    expect([left.Versions ?? [], left.DeleteMarkers ?? []]).toEqual([[], []]);
  });

  test('for If-None-Match: * what a marker hides is nothing', async () => {
    const { client } = subject();
    const Bucket = await versioned();
    const write = () => client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', IfNoneMatch: '*' }));
    await write();
    await refused(write(), 'PreconditionFailed', 412);
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    await write();
  });

  test('deleting a key that never was lays a marker', async () => {
    const { client } = subject();
    const Bucket = await versioned();
    expect((await client.send(new DeleteObjectCommand({ Bucket, Key: 'never' }))).DeleteMarker).toBe(true);
  });

  test('without versioning a write replaces and a delete removes', async () => {
    const { client } = subject();
    const Bucket = await newBucket(subject());
    expect(await put(Bucket, 'k', 'one')).toBe('');
    await put(Bucket, 'k', 'two');
    const { Versions } = await client.send(new ListObjectVersionsCommand({ Bucket }));
    expect(Versions).toMatchObject([{ Key: 'k', VersionId: 'null', IsLatest: true, Size: 3 }]);
    const removed = await client.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    expect(removed.DeleteMarker).toBeUndefined();
    const left = await client.send(new ListObjectVersionsCommand({ Bucket }));
    expect([left.Versions ?? [], left.DeleteMarkers ?? []]).toEqual([[], []]);
  });

  test('suspended versioning has one null version, and keeps the others', async () => {
    const { client } = subject();
    const Bucket = await newBucket(subject());
    await put(Bucket, 'k', 'before');
    await setVersioning(Bucket, 'Enabled');
    const id = await put(Bucket, 'k', 'kept');
    expect(await read(Bucket, 'k', 'null')).toBe('before');
    await setVersioning(Bucket, 'Suspended');
    await put(Bucket, 'k', 'after');
    expect([await read(Bucket, 'k', 'null'), await read(Bucket, 'k', id)]).toEqual(['after', 'kept']);
    const marker = await client.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    expect(marker).toMatchObject({ DeleteMarker: true, VersionId: 'null' });
    const list = await client.send(new ListObjectVersionsCommand({ Bucket }));
    expect(list.Versions?.map(({ VersionId }) => VersionId)).toEqual([id]);
    expect(list.DeleteMarkers?.map(({ VersionId }) => VersionId)).toEqual(['null']);
  });

  test('DeleteObjects answers for each key', async () => {
    const { client } = subject();
    const Bucket = await versioned();
    const Key = 'a&b <\n>张';
    const id = await put(Bucket, Key, 'x');
    const Objects = [{ Key, VersionId: id }, { Key: 'other' }, { Key, VersionId: 'not-a-version-id' }];
    const { Deleted, Errors } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted).toEqual([
      { Key, VersionId: id },
      { Key: 'other', DeleteMarker: true, DeleteMarkerVersionId: expect.any(String) },
    ]);
    expect(Errors).toMatchObject([{ Key, VersionId: 'not-a-version-id', Code: 'NoSuchVersion' }]);
    const marker = Deleted?.[1]?.DeleteMarkerVersionId;
    const quiet = await client.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Quiet: true, Objects: [{ Key: 'other', ...(marker ? { VersionId: marker } : {}) }] },
      }),
    );
    expect(quiet.Deleted ?? []).toEqual([]);
    const left = await client.send(new ListObjectVersionsCommand({ Bucket }));
    expect([left.Versions ?? [], left.DeleteMarkers ?? []]).toEqual([[], []]);
  });

  test('DeleteObjects takes a thousand keys and no more', async () => {
    const { client } = subject();
    const Bucket = await newBucket(subject());
    const Objects = Array.from({ length: 1001 }, (_, n) => ({ Key: `key-${n}` }));
    const thousand = { Objects: Objects.slice(1) };
    expect((await client.send(new DeleteObjectsCommand({ Bucket, Delete: thousand }))).Deleted).toHaveLength(1000);
    await refused(client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } })), 'MalformedXML', 400);
  });
}
