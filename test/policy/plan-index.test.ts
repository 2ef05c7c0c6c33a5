import { describe, expect, it } from 'vitest';
import type { S3Store } from '../../lib/policy/plan.ts';
import {
  clusterOf,
  clustersOfPolicy,
  coveredClusters,
  datasetOfObject,
  datasetsOf,
  datasetsOfTable,
  ruleOf,
  subjectPrefix,
} from '../../lib/policy/plan-index.ts';
import { edit, POLICY, planOf } from './sample.ts';

const plan = planOf();
const uploads = plan.datasets.uploads?.store as S3Store;

describe('the plan as the functions read it', () => {
  it('finds datasets, clusters and rules by id, and nothing by an id it does not know', () => {
    expect(datasetsOf(plan, 'shop').map(({ id }) => id)).toEqual(['accounts', 'orders', 'uploads']);
    expect(datasetsOf(plan, 'elsewhere')).toEqual([]);
    expect(clusterOf(plan, 'accounts', 'account-life')?.action).toBe('delete');
    expect(clusterOf(plan, 'accounts', 'transactions')).toBeUndefined();
    expect(ruleOf(plan, 'uploads', 'short')?.period).toBe('P180D');
    for (const id of ['constructor', 'toString', '__proto__']) {
      expect(clusterOf(plan, id, 'short')).toBeUndefined();
      expect(ruleOf(plan, id, id)).toBeUndefined();
      expect(ruleOf(plan, 'uploads', id)).toBeUndefined();
      expect(coveredClusters(plan, id, 'AccountClosed')).toEqual([]);
    }
  });

  it('knows what a closed account covers', () => {
    expect(clustersOfPolicy(plan, 'shop')).toHaveLength(5);
    expect(coveredClusters(plan, 'shop', 'AccountClosed')).toHaveLength(5);
    const partly = planOf(edit(POLICY, 'covers: all', 'covers: [account-life, short]'));
    expect(
      coveredClusters(partly, 'shop', 'AccountClosed').map(({ dataset, cluster }) => `${dataset.id}/${cluster.rule}`),
    ).toEqual(['accounts/account-life', 'accounts/short', 'orders/short', 'uploads/short']);
  });

  it('knows whose table and whose object something is', () => {
    expect(datasetsOfTable(plan, 'orders').map(({ id }) => id)).toEqual(['orders']);
    expect(datasetsOfTable(plan, 'uploads')).toEqual([]);
    expect(datasetOfObject(plan, 'uploads', 'shop/u-1/a/b.jpg')).toMatchObject({
      dataset: { id: 'uploads' },
      subject: 'u-1',
    });
    for (const key of ['shop/u-1', 'shop//a.jpg', 'shop/', 'other/u-1/a.jpg', '']) {
      expect(datasetOfObject(plan, 'uploads', key)).toBeNull();
    }
    expect(datasetOfObject(plan, 'other', 'shop/u-1/a.jpg')).toBeNull();
  });

  it('gives a subject a prefix that is nobody else’s', () => {
    expect(subjectPrefix(uploads, 'u-1')).toBe('shop/u-1/');
    expect(datasetOfObject(plan, 'uploads', `${subjectPrefix(uploads, '张三 $&')}x`)?.subject).toBe('张三 $&');
    for (const subject of ['', '/', 'u-1/u-2']) {
      expect(() => subjectPrefix(uploads, subject)).toThrow(expect.objectContaining({ code: 'MESSAGE_INVALID' }));
    }
  });
});
