import {
  DeleteObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { decodeName, newBucket, ODD_KEYS, refused, type Subject } from './subject.ts';

/** In UTF-8 order, which is neither that of UTF-16 nor of any language: U+FFFD comes before the emoji. */
const ORDERED = ['A', 'a', 'a/1', 'a/2', 'a0', 'b/', 'b/1/x', 'b/2', 'c', 'é', '张', '\ufffd', '😀'];

export function listingContract(subject: Subject): void {
  const filled = async (keys: readonly string[], versions = 0) => {
    const { client } = subject();
    const Bucket = await newBucket(subject());
    if (versions > 0) {
      const VersioningConfiguration = { Status: 'Enabled' as const };
      await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    }
    for (let round = 0; round < Math.max(1, versions); round += 1) {
      for (const Key of [...keys].reverse()) await client.send(new PutObjectCommand({ Bucket, Key, Body: `${round}` }));
    }
    return Bucket;
  };
  /** All pages; each line is a key or a common prefix. */
  const pages = async (input: ListObjectsV2CommandInput) => {
    const found: string[][] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await subject().client.send(
        new ListObjectsV2Command({ ...input, ...(ContinuationToken === undefined ? {} : { ContinuationToken }) }),
      );
      const keys = page.Contents?.map(({ Key }) => Key ?? '') ?? [];
      found.push([...keys, ...(page.CommonPrefixes?.map(({ Prefix }) => `${Prefix}*`) ?? [])]);
      expect(page.KeyCount).toBe(found.at(-1)?.length);
      ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (ContinuationToken !== undefined);
    return found;
  };
  /** All pages of versions, by markers as they come; each line is key, id and whether a marker. */
  const versionPages = async (input: ListObjectVersionsCommandInput) => {
    const found: string[] = [];
    let next: Partial<ListObjectVersionsCommandInput> | undefined = {};
    while (next !== undefined) {
      const page: ListObjectVersionsCommandOutput = await subject().client.send(
        new ListObjectVersionsCommand({ ...input, ...next }),
      );
      for (const { Key, VersionId } of page.Versions ?? []) found.push(`${Key} ${VersionId}`);
      for (const { Prefix } of page.CommonPrefixes ?? []) found.push(`${Prefix}*`);
      const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
      next = page.IsTruncated ? { KeyMarker, VersionIdMarker } : undefined;
    }
    return found;
  };

  test('keys come in UTF-8 order, on whatever pages', async () => {
    const Bucket = await filled(ORDERED);
    for (const MaxKeys of [1, 3, 1000]) {
      expect((await pages({ Bucket, MaxKeys })).flat(), `pages of ${MaxKeys}`).toEqual(ORDERED);
    }
    const first = await subject().client.send(new ListObjectsV2Command({ Bucket, MaxKeys: ORDERED.length }));
    expect(first.IsTruncated).toBe(false);
  });

  test('a prefix selects, a delimiter folds, and a page counts both', async () => {
    const Bucket = await filled(ORDERED);
    expect((await pages({ Bucket, Prefix: 'a' })).flat()).toEqual(['a', 'a/1', 'a/2', 'a0']);
    expect((await pages({ Bucket, Prefix: '😀' })).flat()).toEqual(['😀']);
    expect((await pages({ Bucket, Prefix: 'none' })).flat()).toEqual([]);
    const folded = { Bucket, Delimiter: '/' };
    expect(await pages(folded)).toEqual([['A', 'a', 'a0', 'c', 'é', '张', '\ufffd', '😀', 'a/*', 'b/*']]);
    expect((await pages({ ...folded, MaxKeys: 2 })).slice(0, 3)).toEqual([
      ['A', 'a'],
      ['a0', 'a/*'],
      ['c', 'b/*'],
    ]);
    expect(await pages({ ...folded, Prefix: 'b/' })).toEqual([['b/', 'b/2', 'b/1/*']]);
    expect((await pages({ Bucket, StartAfter: 'b/' })).flat()[0]).toBe('b/1/x');
  });

  test('a listing says what an object is', async () => {
    const Bucket = await filled(['k']);
    const { Contents } = await subject().client.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents).toMatchObject([
      { Key: 'k', Size: 1, ETag: '"cfcd208495d565ef66e7dff9f98764da"', StorageClass: 'STANDARD' },
    ]);
    expect(Contents?.[0]?.LastModified?.getMilliseconds()).toBe(0);
  });

  test('odd keys survive a listing, encoded or not', async () => {
    const Bucket = await filled(ODD_KEYS);
    const { client } = subject();
    const plain = await client.send(new ListObjectVersionsCommand({ Bucket }));
    expect(plain.Versions?.map(({ Key }) => Key).sort()).toEqual([...ODD_KEYS].sort());
    const encoded = await client.send(new ListObjectsV2Command({ Bucket, EncodingType: 'url' }));
    expect(encoded.Contents?.map(({ Key }) => decodeName(Key)).sort()).toEqual([...ODD_KEYS].sort());
    for (const { Key } of encoded.Contents ?? []) expect(Key).toMatch(/^[\x21-\x7e]+$/);
  });

  test('versions come by key, newest first, whatever the page', async () => {
    const Bucket = await filled(['b', 'a', 'a/1', '张'], 3);
    const { client } = subject();
    const whole = await client.send(new ListObjectVersionsCommand({ Bucket }));
    const order = whole.Versions?.map(({ Key, IsLatest }) => `${Key}${IsLatest ? '!' : ''}`);
    expect(order).toEqual(['a!', 'a', 'a', 'a/1!', 'a/1', 'a/1', 'b!', 'b', 'b', '张!', '张', '张']);
    const lines = whole.Versions?.map(({ Key, VersionId }) => `${Key} ${VersionId}`);
    for (const MaxKeys of [1, 2, 5]) expect(await versionPages({ Bucket, MaxKeys })).toEqual(lines);
    const folded = await versionPages({ Bucket, MaxKeys: 1, Delimiter: '/' });
    expect(folded.map((line) => line.split(' ')[0])).toEqual(['a', 'a', 'a', 'a/*', 'b', 'b', 'b', '张', '张', '张']);
    expect(await versionPages({ Bucket, Prefix: 'a/' })).toEqual(lines?.slice(3, 6));
    const marked = client.send(new ListObjectVersionsCommand({ Bucket, VersionIdMarker: 'x' }));
    await refused(marked, 'InvalidArgument', 400);
  });

  test('markers are listed apart and are the latest', async () => {
    const Bucket = await filled(['k'], 1);
    const { client } = subject();
    const { VersionId } = await client.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    const list = await client.send(new ListObjectVersionsCommand({ Bucket }));
    expect(list.DeleteMarkers).toMatchObject([{ Key: 'k', VersionId, IsLatest: true }]);
    expect(list.Versions).toMatchObject([{ Key: 'k', IsLatest: false }]);
  });

  test('a listing goes on behind a version that is gone: no version is missed, none shown twice', async () => {
    const Bucket = await filled(['a', 'b', 'c'], 4);
    const { client } = subject();
    const seen: (string | undefined)[] = [];
    let next: Partial<ListObjectVersionsCommandInput> | undefined = {};
    while (next !== undefined) {
      const page: ListObjectVersionsCommandOutput = await client.send(
        new ListObjectVersionsCommand({ Bucket, MaxKeys: 3, ...next }),
      );
      seen.push(...(page.Versions ?? []).map(({ VersionId }) => VersionId));
      const last = page.Versions?.at(-1);
      await client.send(new DeleteObjectCommand({ Bucket, Key: last?.Key, VersionId: last?.VersionId }));
      const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
      next = page.IsTruncated ? { KeyMarker, VersionIdMarker } : undefined;
    }
    expect(seen).toHaveLength(12);
    expect(new Set(seen).size).toBe(12);
    expect((await client.send(new ListObjectVersionsCommand({ Bucket }))).Versions).toHaveLength(8);
  });
}
