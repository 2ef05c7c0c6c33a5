import { beforeAll, describe, expect, it } from 'vitest';
import {
  functionsOf,
  LOG,
  may,
  named,
  PARTITIONS,
  type Partition,
  policyOf,
  REGISTRY,
  synthesise,
} from './partitions.ts';
import type { TemplateJson } from './support.ts';

/* What no role may do, on the templates of both partitions, function by function as the template has them. */

let templates: Readonly<Record<Partition, TemplateJson>>;
beforeAll(() => {
  templates = synthesise();
});

/** The functions that read the item in which a subject's id stands, and what for. */
const READS_SUBJECTS: Readonly<Record<string, string>> = {
  Tag: 'whether the subject is known and closed',
  OpenCase: 'whom a case is about',
  Adapt: 'whether a consent is withdrawn already',
  Delete: 'whose records to look for',
  Anonymise: 'whose records to look for',
  Certify: 'what is left of a subject',
  Case: 'whom a case is about',
  Tell: 'whom a recipient is to erase',
  Sweep: 'whose clusters to look at again',
};

const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'ConditionCheckItem'];
const HEAD = { 'dynamodb:LeadingKeys': ['L#expunge'] };
const SUBJECT = { 'dynamodb:LeadingKeys': ['S#kBIfvPBMgRDS2k4XuP8OCQ'] };

describe.each(PARTITIONS)('in the partition %s', (partition) => {
  const functions = () => functionsOf(templates[partition]);
  const roleOf = (name: string) => policyOf(partition, templates[partition], name);
  const whoMay = (actions: readonly string[], part: string, context: object, path = '') =>
    functions().filter((name) => {
      const role = roleOf(name);
      const found = named(functions().flatMap(roleOf), part)?.replace(/\/\*.*$/, '') ?? expect.unreachable(part);
      return actions.some((action) => may(role, action, found + path, context));
    });

  it('has a role for each function, with something in it', () => {
    expect(functions().length).toBeGreaterThanOrEqual(14);
    expect(functions().filter((name) => roleOf(name).length === 0)).toEqual([]);
  });

  it('nobody reads the item of a subject but who has to [D-50]', () => {
    const reads = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:Scan'];
    const may = whoMay(reads, REGISTRY, SUBJECT);
    expect([...may].sort()).toEqual(Object.keys(READS_SUBJECTS).sort());
  });

  it('nobody writes the head of the log but seal', () => {
    const writes = WRITES.map((action) => `dynamodb:${action}`);
    expect(whoMay(writes, REGISTRY, HEAD)).toEqual(['Seal']);
    // nor by hiding it among what it may write
    for (const own of ['S#', 'C#', 'D#open', 'U#'])
      expect(whoMay(writes, REGISTRY, { 'dynamodb:LeadingKeys': [own, 'L#expunge'] })).toEqual([]);
  });

  it('nobody approves what rules erase but approve, and the workers that take from its budget', () => {
    const writes = WRITES.map((action) => `dynamodb:${action}`);
    const brake = { 'dynamodb:LeadingKeys': ['B#wechat-users#fixed-180-days'] };
    expect(whoMay(writes, REGISTRY, brake).sort()).toEqual(['Anonymise', 'Approve', 'Delete']);
  });

  it('nobody signs with the key of the log but seal, and nobody manages a key', () => {
    const manages = ['kms:ScheduleKeyDeletion', 'kms:DisableKey', 'kms:PutKeyPolicy', 'kms:CreateGrant'];
    for (const name of functions()) {
      const keys = roleOf(name).flatMap(({ resources, actions }) =>
        actions.some((one) => one.startsWith('kms:')) ? resources : [],
      );
      for (const key of keys) expect(manages.filter((action) => may(roleOf(name), action, key))).toEqual([]);
    }
    expect(whoMay(['kms:Sign'], 'KeysLogKey', {})).toEqual(['Seal']);
  });

  it('nobody takes away or rewrites what is in the log, its locks or its settings', () => {
    const actions = [
      ...[
        'DeleteObject',
        'DeleteObjectVersion',
        'BypassGovernanceRetention',
        'PutObjectRetention',
        'PutObjectLegalHold',
      ],
      ...['PutObjectAcl', 'RestoreObject', 'ReplicateDelete', 'PutObjectTagging'],
    ].map((action) => `s3:${action}`);
    const anyhow = [{}, { 's3:if-none-match': '*' }, { 's3:if-match': '"etag"' }];
    for (const context of anyhow) {
      expect(whoMay(actions, LOG, context, '/expunge/2026/tile/0/000')).toEqual([]);
      expect(whoMay(actions, LOG, context, '/expunge/2026/checkpoint')).toEqual([]);
    }
    const settings = [
      'PutBucketPolicy',
      'DeleteBucketPolicy',
      'PutBucketVersioning',
      'PutBucketObjectLockConfiguration',
    ];
    const ofBucket = [...settings, 'PutLifecycleConfiguration', 'DeleteBucket'].map((action) => `s3:${action}`);
    expect(whoMay(ofBucket, LOG, {})).toEqual([]);
    // a write without a condition could replace
    expect(whoMay(['s3:PutObject'], LOG, {}, '/expunge/2026/tile/0/000')).toEqual([]);
    expect(whoMay(['s3:PutObject'], LOG, {}, '/expunge/2026/checkpoint')).toEqual([]);
    expect(whoMay(['s3:PutObject'], LOG, { 's3:if-match': '"etag"' }, '/expunge/2026/tile/0/000')).toEqual([]);
  });

  it('nobody changes roles, functions or what wakes them', () => {
    const wide = ['iam:PassRole', 'iam:PutRolePolicy', 'sts:AssumeRole', 'lambda:UpdateFunctionCode', 'events:PutRule'];
    for (const name of functions())
      expect(
        wide.filter((action) =>
          roleOf(name).some(({ resources }) => resources.some((one) => may(roleOf(name), action, one))),
        ),
      ).toEqual([]);
  });
});
