import { describe, expect, it } from 'vitest';
import { checkStores, type StoreCatalogue } from '../../lib/policy/index.ts';
import { edit, files, INVENTORY, planOf, print } from './sample.ts';

const accounts = { name: 'accounts', partitionKey: 'user_id', sortKey: null, indexes: [], streams: true };
const orders = {
  name: 'orders',
  partitionKey: 'order_id',
  sortKey: 'line',
  indexes: [{ name: 'by-user', partitionKey: 'user_id' }],
  streams: true,
};
const STORES: StoreCatalogue = {
  tables: [accounts, orders, { ...accounts, name: 'catalogue', partitionKey: 'sku' }],
  buckets: [{ name: 'uploads', versioned: true }],
};
const inventory = files().inventory;
const check = (catalogue: StoreCatalogue) => checkStores(planOf(), catalogue, inventory);

describe('checkStores', () => {
  it('finds nothing where the stores are as the inventory says', () => {
    expect(check(STORES)).toEqual([]);
  });

  it.each<[string, StoreCatalogue]>([
    ['table-missing', { ...STORES, tables: STORES.tables.filter(({ name }) => name !== 'orders') }],
    ['bucket-missing', { ...STORES, buckets: [] }],
    ['partition-key', { ...STORES, tables: [{ ...accounts, partitionKey: 'id' }, orders] }],
    ['sort-key-other', { ...STORES, tables: [accounts, { ...orders, sortKey: 'position' }] }],
    ['sort-key-none', { ...STORES, tables: [accounts, { ...orders, sortKey: null }] }],
    ['sort-key-undeclared', { ...STORES, tables: [{ ...accounts, sortKey: 'version' }, orders] }],
    ['index-missing', { ...STORES, tables: [accounts, { ...orders, indexes: [] }] }],
    [
      'index-other-key',
      { ...STORES, tables: [accounts, { ...orders, indexes: [{ name: 'by-user', partitionKey: 'uid' }] }] },
    ],
    [
      'index-key-set-to-null',
      {
        ...STORES,
        tables: [
          accounts,
          { ...orders, indexes: [...orders.indexes, { name: 'by-name', partitionKey: 'receiver_name' }] },
        ],
      },
    ],
    ['stream-off', { ...STORES, tables: [accounts, { ...orders, streams: false }] }],
    ['table-without-dataset', { ...STORES, tables: [...STORES.tables, { ...accounts, name: 'newsletter' }] }],
    ['bucket-without-dataset', { ...STORES, buckets: [...STORES.buckets, { name: 'exports', versioned: false }] }],
  ])('reports %s at its place in the inventory [C-12, R-28]', async (name, catalogue) => {
    const problems = check(catalogue);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.code).toBe(name.endsWith('without-dataset') ? 'INVENTORY_COVERAGE' : 'STORE_MISMATCH');
    expect(problems[0]?.line).toBeGreaterThan(0);
    await expect(print(problems)).toMatchFileSnapshot(`golden/stores-${name}.txt`);
  });

  it('without the inventory still names the dataset, and takes every other store for uncovered', () => {
    const problems = checkStores(planOf(), STORES);
    expect(problems).toMatchObject([{ code: 'INVENTORY_COVERAGE', file: 'inventory', line: 0 }]);
    expect(print(problems)).toMatch(/^inventory INVENTORY_COVERAGE\n {2}table `catalogue`/);
  });

  it('takes a record found by locator without asking for an index', () => {
    const text = edit(INVENTORY, '{ index: by-user, attribute: user_id }', '{ locator: user_id }');
    const located = { path: 'inventory.yaml', text };
    expect(
      checkStores(planOf(undefined, text), { ...STORES, tables: [accounts, { ...orders, indexes: [] }] }, located),
    ).toEqual([]);
  });
});
