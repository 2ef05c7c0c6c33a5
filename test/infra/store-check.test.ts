import { App, Stack } from 'aws-cdk-lib';
import { AttributeType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../../infra/catalogue.ts';
import { RetentionScheduler, StateStack } from '../../infra/index.ts';
import type { Plan } from '../../lib/policy/plan.ts';
import { codeOf, emptyBundles, scratch } from './support.ts';

const PLAN: Plan = {
  format: 'expunge-plan/1',
  recipients: {},
  policies: {},
  datasets: {
    users: {
      id: 'users',
      policy: 'app',
      store: {
        kind: 'dynamodb',
        table: 'users',
        partitionKey: 'id',
        sortKey: null,
        subject: { by: 'index', index: 'by-owner', attribute: 'owner' },
      },
      times: { collected: { field: 'at', as: 'iso' } },
      clusters: [{ rule: 'gone', action: 'delete', categories: [], fields: {} }],
      copiesGoneAfterDays: 35,
      recipients: [],
    },
  },
};

const bundles = emptyBundles();

interface Shape {
  readonly key?: string;
  readonly index?: string;
  readonly stream?: boolean;
  readonly tableName?: string | null;
}

function app(shape: Shape = {}, more: (stack: Stack) => void = () => {}) {
  const root = new App({ outdir: scratch() });
  const stack = new Stack(root, 'App', { env: { region: 'eu-central-1' } });
  const users = new Table(stack, 'Users', {
    ...(shape.tableName === null ? {} : { tableName: shape.tableName ?? 'users' }),
    partitionKey: { name: shape.key ?? 'id', type: AttributeType.STRING },
    ...(shape.stream === false ? {} : { stream: StreamViewType.NEW_IMAGE }),
  });
  users.addGlobalSecondaryIndex({
    indexName: shape.index ?? 'by-owner',
    partitionKey: { name: 'owner', type: AttributeType.STRING },
  });
  more(stack);
  return { root, stack, users };
}

function synthesise(shape: Shape = {}, more?: (stack: Stack) => void): () => unknown {
  const { root, stack, users } = app(shape, more);
  new RetentionScheduler(stack, 'Expunge', { plan: PLAN, tables: { users }, bundles });
  return () => root.synth();
}

describe('stores of the same app', () => {
  it('that are as the inventory says, pass', () => {
    expect(codeOf(synthesise())).toBeUndefined();
  });

  it.each([
    ['another key', { key: 'uid' }, /STORE_MISMATCH[\s\S]*partition key of table `users` is `uid`/],
    ['no such index', { index: 'by-other' }, /STORE_MISMATCH[\s\S]*no index `by-owner`/],
  ])('with %s are refused when the app is synthesised', (_, shape, message) => {
    expect(synthesise(shape)).toThrow(message);
  });

  it('that nobody described are refused: a table, and a bucket', () => {
    const table = (stack: Stack) =>
      new Table(stack, 'Other', { tableName: 'other', partitionKey: { name: 'id', type: AttributeType.STRING } });
    expect(synthesise({}, table)).toThrow(/INVENTORY_COVERAGE[\s\S]*table `other`/);
    expect(synthesise({}, (stack) => new Bucket(stack, 'Photos'))).toThrow(
      /INVENTORY_COVERAGE[\s\S]*bucket `App\/Photos/,
    );
  });

  it('without a stream are refused at once', () => {
    expect(codeOf(() => synthesise({ stream: false }))).toBe('STORE_MISMATCH');
  });

  it.each([
    'people',
    null,
  ])('called otherwise (%s) are refused at once: the functions would look elsewhere', (tableName) => {
    expect(codeOf(() => synthesise({ tableName }))).toBe('STORE_MISMATCH');
  });

  it('leave Expunge’s own out of the comparison', () => {
    const { root, users } = app();
    new StateStack(root, 'ExpungeState', { env: { region: 'eu-central-1' } });
    const { tables, buckets } = catalogueOf(root);
    expect(users.node.path).toBe('App/Users');
    expect(buckets).toEqual([]);
    expect(tables).toEqual([
      {
        name: 'users',
        partitionKey: 'id',
        sortKey: null,
        indexes: [{ name: 'by-owner', partitionKey: 'owner' }],
        streams: true,
      },
    ]);
  });
});

describe('RetentionScheduler', () => {
  it('says so where its functions are not bundled', () => {
    const { stack, users } = app();
    const make = () => new RetentionScheduler(stack, 'Expunge', { plan: PLAN, tables: { users }, bundles: '/nowhere' });
    expect(codeOf(make)).toBe('CONFIGURATION');
  });

  it('takes what the caller gives before its own defaults', () => {
    const { root, stack, users } = app();
    new RetentionScheduler(stack, 'Expunge', { plan: PLAN, tables: { users }, bundles, busName: 'ours', shards: 8 });
    const text = JSON.stringify(root.synth().getStackByName('App').template);
    expect(text).toContain('"Name":"ours"');
    expect(text).toContain('"SHARDS":"8"');
    expect(text).not.toContain('"SHARDS":"64"');
  });
});
