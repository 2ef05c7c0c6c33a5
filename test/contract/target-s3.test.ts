import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eraseCluster } from '../../lib/erasure/erase-cluster.ts';
import { s3Target } from '../../lib/erasure/targets/s3.ts';
import type { PlanDataset } from '../../lib/policy/plan.ts';
import { type S3Server, startS3 } from '../../local/s3/index.ts';
import { settableClock } from './local-service.ts';
import { findAll, targetContract } from './target.contract.ts';

describe('the target for S3', () => {
  const clock = settableClock('2026-01-01T00:00:00Z');
  let server: S3Server;
  let client: S3Client;
  let buckets = 0;
  beforeAll(async () => {
    server = await startS3({ clock });
    client = new S3Client(config());
  });
  const config = () => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    return { endpoint: server.endpoint, region: 'us-east-1', credentials, forcePathStyle: true };
  };
  afterAll(() => server.stop());

  const create = async (options: { versioned: boolean; locked?: boolean }) => {
    const Bucket = `uploads-${++buckets}`;
    await client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: options.locked ?? false }));
    if (options.versioned) {
      await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    }
    const cluster = { rule: 'short', action: 'delete', categories: [], fields: {} } as const;
    const dataset: PlanDataset = {
      id: 'uploads',
      policy: 'shop',
      store: { kind: 's3', bucket: Bucket, prefix: 'a/{subject}/' },
      times: { collected: { field: 'LastModified', as: 'iso' } },
      clusters: [cluster],
      copiesGoneAfterDays: 0,
      recipients: [],
    };
    let second = 0;
    const put = async (subject: string, id: string) => {
      clock.set(new Date(Date.UTC(2026, 0, 1) + ++second * 1000).toISOString());
      await client.send(new PutObjectCommand({ Bucket, Key: `a/${subject}/${id}`, Body: id }));
    };
    const remove = async (subject: string, id: string) => {
      await client.send(new DeleteObjectCommand({ Bucket, Key: `a/${subject}/${id}` }));
    };
    const left = async (prefix = '') => {
      const answer = await client.send(new ListObjectVersionsCommand({ Bucket, Prefix: prefix }));
      return { versions: answer.Versions ?? [], markers: answer.DeleteMarkers ?? [] };
    };
    const scope = { subject: 'li', dataset, cluster, locators: [] };
    return { Bucket, dataset, scope, put, remove, left, target: s3Target(client) };
  };

  for (const versioned of [true, false]) {
    describe(versioned ? 'with versions' : 'without versions', () => {
      // Without versions nothing tells a renewed object from the one that was found.
      if (versioned) {
        targetContract(async () => {
          const { target, dataset, put, left, Bucket } = await create({ versioned });
          return {
            target,
            dataset,
            put,
            async remove(subject, id) {
              const { versions } = await left(`a/${subject}/${id}`);
              for (const { Key, VersionId } of versions) {
                await client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
              }
            },
            async ids(subject) {
              const { versions } = await left(`a/${subject}/`);
              return [...new Set(versions.map((version) => version.Key?.split('/')[2] ?? ''))];
            },
            locators: () => [],
          };
        });
      }

      it('leaves nothing of a subject: no version, no marker', async () => {
        const { scope, target, put, remove, left } = await create({ versioned });
        for (const id of ['x', 'y', 'x', 'z', 'x']) await put('li', id);
        await remove('li', 'y');
        await put('li', 'y');
        await remove('li', 'z');
        await put('wang', 'x');
        const erased = await target.erase(scope, await findAll(target, scope));
        expect(erased).toMatchObject({ refused: 0, failure: null });
        expect(await left('a/li/')).toEqual({ versions: [], markers: [] });
        expect((await left()).versions).toHaveLength(1);
        expect(await target.any(scope)).toBe(false);
      });
    });
  }

  it('knows every version and marker of one object by its name: a case about it takes them all and no other', async () => {
    const { scope, target, put, remove, left } = await create({ versioned: true });
    for (const id of ['x', 'y', 'x']) await put('li', id);
    await remove('li', 'x');
    const record = { dataset: 'uploads', record: 'r', key: 'a/li/x', case: 'c', trigger: 'PurposeFulfilled' } as const;
    const outcome = await eraseCluster({
      target,
      scope,
      rule: { id: 'short', clause: '1', start: 'collected', period: null, window: 86_400, floor: null },
      policy: { version: '1', zone: 'utc' },
      consents: new Set(),
      closedAt: null,
      coverage: null,
      fulfilled: new Map([['a/li/x', { ...record, covers: ['short'], at: 1, deadline: 2 }]]),
      now: () => clock.now(),
      mayTouch: () => {},
      brake: { allow: async (records) => ({ records, spare: () => {} }) },
    });
    expect(outcome.failure).toBeNull();
    expect(outcome.fulfilled).toEqual(new Map([['c', { records: 3, due: 2 }]]));
    expect(outcome.left).toMatchObject({ count: 1, covered: 0, fulfilled: new Map() });
    expect((await left()).versions.map(({ Key }) => Key)).toEqual(['a/li/y']);
    expect((await left()).markers).toEqual([]);
  });

  it('sees a marker that is all that is left', async () => {
    const { scope, target, remove } = await create({ versioned: true });
    await remove('li', 'x');
    expect(await target.any(scope)).toBe(true);
    const found = await findAll(target, scope);
    expect(found).toHaveLength(1);
    await target.erase(scope, found);
    expect(await target.any(scope)).toBe(false);
  });

  it('says what a lock does not let go', async () => {
    const { Bucket, scope, target, put, left } = await create({ versioned: true, locked: true });
    for (const id of ['x', 'y']) await put('li', id);
    const hold = { Bucket, Key: 'a/li/x', LegalHold: { Status: 'ON' } } as const;
    await client.send(new PutObjectLegalHoldCommand(hold));
    const found = await findAll(target, scope);
    const erased = await target.erase(scope, found);
    expect(erased).toMatchObject({ refused: 1, failure: null });
    expect(erased.keys.size).toBe(1);
    expect((await left()).versions.map((version) => version.Key)).toEqual(['a/li/x']);
    expect((await target.stillPresent(scope, [...erased.keys])).size).toBe(0);
  });

  it('brings nothing deleted back to light while it works, nor when a version is locked under its marker', async () => {
    for (const locked of [false, true]) {
      const { Bucket, scope, put, remove, left } = await create({ versioned: true, locked });
      for (let version = 0; version < 4; version++) await put('li', 'x');
      if (locked) {
        await client.send(new PutObjectLegalHoldCommand({ Bucket, Key: 'a/li/x', LegalHold: { Status: 'ON' } }));
      }
      await remove('li', 'x');

      const observed = new S3Client(config());
      let looks = 0;
      observed.middlewareStack.add(
        (next, { commandName }) =>
          async (args) => {
            const input = commandName === 'ListObjectVersionsCommand' ? { ...args.input, MaxKeys: 2 } : args.input;
            const answer = await next({ ...args, input });
            if (commandName === 'DeleteObjectsCommand') {
              looks++;
              const get = client.send(new GetObjectCommand({ Bucket, Key: 'a/li/x' }));
              await expect(get).rejects.toMatchObject({ name: 'NoSuchKey' });
            }
            return answer;
          },
        { step: 'initialize' },
      );
      const target = s3Target(observed);
      let refused = 0;
      for await (const page of target.find(scope)) {
        const erased = await target.erase(scope, page);
        expect(erased.failure).toBeNull();
        refused = erased.refused;
        if (refused > 0) break;
      }
      expect(looks).toBeGreaterThan(0);
      expect(refused).toBe(locked ? 1 : 0);
      expect((await left('a/li/')).markers).toHaveLength(locked ? 1 : 0);
    }
  });

  it('keeps the marker above a version that is locked in the same request', async () => {
    const { Bucket, scope, target, put, remove, left } = await create({ versioned: true, locked: true });
    await put('li', 'x');
    await client.send(new PutObjectLegalHoldCommand({ Bucket, Key: 'a/li/x', LegalHold: { Status: 'ON' } }));
    await remove('li', 'x');
    expect(await target.erase(scope, await findAll(target, scope))).toMatchObject({ refused: 1 });
    expect(await left()).toMatchObject({ versions: [{ Key: 'a/li/x' }], markers: [{ Key: 'a/li/x' }] });
  });

  it('refuses a subject id that would reach into somebody else’s prefix', async () => {
    const { scope, target } = await create({ versioned: true });
    for (const subject of ['', 'li/x', '/']) {
      await expect(findAll(target, { ...scope, subject })).rejects.toMatchObject({ code: 'SUBJECT_UNKNOWN' });
    }
    expect(await findAll(target, { ...scope, subject: '$&' })).toEqual([]);
  });

  it('reports a store that does not answer, with what had gone before', async () => {
    const { scope, put } = await create({ versioned: true });
    await put('li', 'x');
    const nowhere = new S3Client({ ...config(), endpoint: 'http://127.0.0.1:1', maxAttempts: 1 });
    const found = await findAll(s3Target(client), scope);
    const erased = await s3Target(nowhere).erase(scope, found);
    expect(erased.keys.size).toBe(0);
    expect(erased.failure).toBeInstanceOf(Error);
  });
});
