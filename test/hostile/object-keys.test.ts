import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { s3Target } from '../../lib/erasure/targets/s3.ts';
import type { PlanDataset } from '../../lib/policy/plan.ts';
import { type S3Server, startS3 } from '../../local/s3/index.ts';
import { clientConfig, settableClock } from '../contract/local-service.ts';
import { findAll } from '../contract/target.contract.ts';
import { tellFigures } from '../support/figures.ts';

/*
 * Users name what they upload. Whatever a key looks like, in a bucket, on the way there and in the answers of the store: it
 * is found below its owner's prefix, erased with all its versions and markers, and verified absent; nobody else's is touched.
 */
const controls = Array.from({ length: 32 }, (_, code) => `control ${String.fromCharCode(code)} character`);
export const ODD_NAMES: readonly string[] = [
  ...[
    '%',
    '%2F',
    '%00',
    '%25%',
    '%E4%BD',
    '+',
    'a+b c',
    ' before',
    'after ',
    '  ',
    '\t',
    '\n',
    '\r',
    '\r\n',
    'a\nb',
    'a\r\nb',
  ],
  ...[
    '/leading',
    '//two',
    'two//within',
    'end/',
    'end//',
    './here',
    '../up',
    'a/../b',
    'a/./b',
    '..',
    '.',
    '../../other/',
  ],
  ...[
    '&amp;',
    '<Key>a</Key>',
    ']]>',
    '"quoted"',
    "it's",
    '&#10;',
    '?versionId=null',
    '?x=1&y=2',
    '#part',
    'a;b',
    'a:b',
    'a\\b',
  ],
  ...['*', '{subject}', '$&', '$1', '!', '(a)', '[b]', '|', '`', '^', '~', '@', ',', '='],
  ...[
    'é',
    'e\u0301',
    'ﬀ',
    '张伟 的 照片.jpg',
    'אב',
    '\u200b',
    '\u202e',
    '\ufeff',
    '\u0085',
    '\u2028',
    '\u00a0',
    '\ufffd',
    '\ufffe',
    '\uffff',
  ],
  ...[
    '😀',
    '𠮷野家',
    '\u{10ffff}',
    '\u{e000}',
    'x'.repeat(900),
    '王'.repeat(330),
    '😀'.repeat(250),
    '__proto__',
    'constructor',
    'null',
  ],
  ...controls,
];

describe('an object with any key', () => {
  let server: S3Server;
  let client: S3Client;
  const Bucket = 'uploads';
  const cluster = { rule: 'short', action: 'delete', categories: [], fields: {} } as const;
  const dataset: PlanDataset = {
    ...{ id: 'uploads', policy: 'shop', store: { kind: 's3', bucket: Bucket, prefix: 'a/{subject}/' } },
    ...{ times: { collected: { field: 'LastModified', as: 'iso' } }, clusters: [cluster] },
    ...{ copiesGoneAfterDays: 0, recipients: [] },
  };
  beforeAll(async () => {
    server = await startS3({ clock: settableClock('2026-01-01T00:00:00Z') });
    client = new S3Client({ ...clientConfig(server.endpoint), region: 'us-east-1', forcePathStyle: true });
    await client.send(new CreateBucketCommand({ Bucket }));
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  });
  afterAll(() => server.stop());

  const left = async (Prefix: string) => {
    const { Versions = [], DeleteMarkers = [] } = await client.send(
      new ListObjectVersionsCommand({ Bucket, Prefix, EncodingType: 'url' }),
    );
    return Versions.length + DeleteMarkers.length;
  };

  it.each([
    'li',
    'li 😀+%2F',
    '$&',
  ])('is found, erased with its versions and markers, and absent: of %s', async (subject) => {
    const own = `a/${subject}/`;
    for (const name of ODD_NAMES) {
      for (const body of ['1', '2']) await client.send(new PutObjectCommand({ Bucket, Key: own + name, Body: body }));
      if (name.length % 2 === 0) await client.send(new DeleteObjectCommand({ Bucket, Key: own + name }));
    }
    for (const other of [`a/${subject} /x`, `a/${subject}x/x`, `a/${subject}`, 'a/x', `b/${own}x`]) {
      await client.send(new PutObjectCommand({ Bucket, Key: other, Body: 'kept' }));
    }
    const others = (await left('')) - (await left(own));
    const target = s3Target(client);
    const scope = { subject, dataset, cluster, locators: [] };
    const found = await findAll(target, scope);
    expect(new Set(found.map(({ record }) => record))).toEqual(new Set(ODD_NAMES.map((name) => own + name)));
    const erased = await target.erase(scope, found);
    expect(erased).toMatchObject({ refused: 0, failure: null });
    expect(await target.stillPresent(scope, [...erased.keys])).toEqual(new Set());
    expect(await target.any(scope)).toBe(false);
    expect([await left(own), await left('')]).toEqual([0, others]);
    tellFigures('hostile-names-of-objects', { kind: 'names of objects, in a bucket', inputs: 3 * ODD_NAMES.length });
  });
});
