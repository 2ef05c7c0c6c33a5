import { beforeEach, describe, expect, it } from 'vitest';
import type { Fields } from '../../lib/erasure/record.ts';
import type { Scope, Target } from '../../lib/erasure/target.ts';
import type { DynamoStore, PlanCluster, PlanDataset } from '../../lib/policy/plan.ts';
import type { Locator } from '../../lib/registry/index.ts';
import { findAll, keysOf, targetContract } from './target.contract.ts';

export type FoundBy = DynamoStore['subject']['by'];

/** Tables of records, reached past the target. */
export interface Tables {
  readonly target: Target;
  put(dataset: PlanDataset, record: Fields): Promise<void>;
  /** `key`: in the target's writing. */
  remove(dataset: PlanDataset, key: string): Promise<void>;
  all(dataset: PlanDataset): Promise<readonly Fields[]>;
  keyOf(dataset: PlanDataset, record: Fields): string;
}

const DELETE: PlanCluster = { rule: 'short', action: 'delete', categories: [], fields: {} };
const ANONYMISE: PlanCluster = {
  rule: 'short',
  action: 'anonymise',
  categories: [],
  fields: {
    owner: { how: 'remove' },
    // Reserved words and characters that expressions do not take.
    name: { how: 'null' },
    'place.address': { how: 'region' },
    'e-mail': { how: 'constant', value: '-' },
    born: { how: 'year' },
    note: { how: 'redact' },
  },
};

/**
 * What the product needs of a target for tables, for each way of finding a subject's records.
 * `make`: an empty table that keeps records under these keys.
 */
export function tableTargetContract(
  make: (keys: {
    partitionKey: string;
    sortKey: string | null;
    index: string | null;
  }) => Promise<{ tables: Tables; table: string }>,
): void {
  for (const by of ['partition', 'index', 'locator'] as const) {
    describe(`records found by ${by}`, () => {
      const create = async (cluster: PlanCluster) => {
        const keys =
          by === 'partition' ? { partitionKey: 'owner', sortKey: 'id' } : { partitionKey: 'id', sortKey: null };
        const { tables, table } = await make({ ...keys, index: by === 'index' ? 'by-owner' : null });
        const subject =
          by === 'partition'
            ? { by }
            : by === 'index'
              ? { by, index: 'by-owner', attribute: 'owner' }
              : { by, attribute: 'owner' };
        const dataset: PlanDataset = {
          id: 'sample',
          policy: 'shop',
          store: { kind: 'dynamodb', table, ...keys, subject },
          times: { collected: { field: 'at', as: 'iso' }, 'last used': { field: 'used', as: 'epoch-seconds' } },
          clusters: [cluster],
          copiesGoneAfterDays: 0,
          recipients: [],
        };
        const recordOf = (owner: string, id: string): Record<string, unknown> => ({ owner, id, size: 1 });
        const locators = (owner: string, ids: readonly string[]): Locator[] =>
          by !== 'locator'
            ? []
            : ids.map((id) => ({ record: id, key: tables.keyOf(dataset, recordOf(owner, id)), seen: 'e' }));
        return { tables, dataset, recordOf, locators };
      };

      targetContract(async () => {
        const { tables, dataset, recordOf, locators } = await create(DELETE);
        let time = Date.UTC(2026, 0, 1);
        return {
          target: tables.target,
          dataset,
          put: (owner, id) => {
            time += 1000;
            const times = { at: new Date(time).toISOString(), used: time / 1000 };
            // Many of these are more than one page of a query, 1 MB.
            return tables.put(dataset, { ...recordOf(owner, id), ...times, photo: 'x'.repeat(6000) });
          },
          remove: (owner, id) => tables.remove(dataset, tables.keyOf(dataset, recordOf(owner, id))),
          ids: async (owner) => {
            const records = await tables.all(dataset);
            return records.filter((one) => one.owner === owner).map((one) => String(one.id));
          },
          locators,
        };
      });

      describe('being deleted', () => {
        const at = '2026-01-01T00:00:00Z';
        let made: Awaited<ReturnType<typeof create>>;
        let scope: Scope;
        beforeEach(async () => {
          made = await create(DELETE);
          scope = { subject: 'li', dataset: made.dataset, cluster: DELETE, locators: made.locators('li', ['a', 'b']) };
        });

        it('stay when one of their times came or went after they were found', async () => {
          const { tables, dataset, recordOf } = made;
          await tables.put(dataset, { ...recordOf('li', 'a'), at });
          await tables.put(dataset, { ...recordOf('li', 'b'), at, used: 5 });
          const found = await findAll(tables.target, scope);
          await tables.put(dataset, { ...recordOf('li', 'a'), at, used: 5 });
          await tables.put(dataset, { ...recordOf('li', 'b'), at });
          expect((await tables.target.erase(scope, found)).keys).toEqual(new Set());
          expect(await tables.all(dataset)).toHaveLength(2);
          expect(await tables.target.stillPresent(scope, keysOf(found))).toEqual(new Set(keysOf(found)));
        });

        it('go when only something else of them changed', async () => {
          const { tables, dataset, recordOf } = made;
          await tables.put(dataset, { ...recordOf('li', 'a'), at });
          const found = await findAll(tables.target, scope);
          await tables.put(dataset, { ...recordOf('li', 'a'), at, size: 2 });
          expect((await tables.target.erase(scope, found)).keys.size).toBe(1);
          expect(await tables.all(dataset)).toEqual([]);
        });

        it('go without any date, where that was asked for', async () => {
          const { tables, dataset, recordOf } = made;
          await tables.put(dataset, recordOf('li', 'a'));
          const found = await findAll(tables.target, scope);
          expect((await tables.target.erase(scope, found)).keys.size).toBe(1);
        });

        it('are found whatever big numbers they are made of', async () => {
          const { tables, dataset, recordOf } = made;
          await tables.put(dataset, { ...recordOf('li', 'a'), at: 9_007_199_254_740_993_123n });
          const found = await findAll(tables.target, scope);
          expect(found).toHaveLength(1);
          expect((await tables.target.erase(scope, found)).keys.size).toBe(1);
        });

        if (by !== 'partition') {
          it('are not touched when they have become somebody else’s', async () => {
            const { tables, dataset, recordOf } = made;
            await tables.put(dataset, { ...recordOf('li', 'a'), at });
            const found = await findAll(tables.target, scope);
            await tables.put(dataset, { ...recordOf('wang', 'a'), at });
            expect((await tables.target.erase(scope, found)).keys).toEqual(new Set());
            expect(await tables.target.stillPresent(scope, keysOf(found))).toEqual(new Set());
            expect(await findAll(tables.target, scope)).toEqual([]);
            expect(await tables.all(dataset)).toMatchObject([{ owner: 'wang' }]);
          });
        }
      });

      if (by === 'partition') return;
      describe('being anonymised', () => {
        const personal = {
          name: '李雷',
          place: { address: '广东省深圳市南山区', floor: 3 },
          'e-mail': 'li@example.com',
          born: '1987-03-04',
          note: '很好。电话13800138000。',
        };
        const anonymous = {
          name: null,
          place: { address: '广东', floor: 3 },
          'e-mail': '-',
          born: '1987',
          note: '很好。[已删除]',
        };
        const rest = {
          at: '2026-01-01T00:00:00Z',
          size: 1,
          tags: ['x'],
          map: { owner: 'shop' },
          list: [1, { name: 'n' }],
        };

        it('lose their personal fields and nothing else', async () => {
          const { tables, dataset, locators } = await create(ANONYMISE);
          const scope = { subject: 'li', dataset, cluster: ANONYMISE, locators: locators('li', ['a']) };
          await tables.put(dataset, { id: 'a', owner: 'li', ...personal, ...rest });
          await tables.put(dataset, { id: 'b', owner: 'wang', ...personal, ...rest });
          const found = await findAll(tables.target, scope);
          expect(await tables.target.stillPresent(scope, keysOf(found))).toEqual(new Set(keysOf(found)));
          const { keys } = await tables.target.erase(scope, found);
          expect(keys).toEqual(new Set(keysOf(found)));
          expect((await tables.all(dataset)).toSorted((x, y) => (String(x.id) < String(y.id) ? -1 : 1))).toEqual([
            { id: 'a', ...anonymous, ...rest },
            { id: 'b', owner: 'wang', ...personal, ...rest },
          ]);
          expect(await tables.target.stillPresent(scope, [...keys])).toEqual(new Set());
          expect(await findAll(tables.target, scope)).toEqual([]);
        });

        it('do not get fields they never had', async () => {
          const { tables, dataset, locators } = await create(ANONYMISE);
          const scope = { subject: 'li', dataset, cluster: ANONYMISE, locators: locators('li', ['a']) };
          await tables.put(dataset, { id: 'a', owner: 'li', place: 'no map', ...{ at: rest.at } });
          await tables.target.erase(scope, await findAll(tables.target, scope));
          expect(await tables.all(dataset)).toEqual([{ id: 'a', place: 'no map', at: rest.at }]);
        });

        it('stay when a field to be changed has changed since they were found', async () => {
          const { tables, dataset, locators } = await create(ANONYMISE);
          const scope = { subject: 'li', dataset, cluster: ANONYMISE, locators: locators('li', ['a']) };
          await tables.put(dataset, { id: 'a', owner: 'li', ...personal, ...rest });
          const found = await findAll(tables.target, scope);
          const renewed = { id: 'a', owner: 'li', ...personal, place: { address: '上海市', floor: 3 }, ...rest };
          await tables.put(dataset, renewed);
          expect((await tables.target.erase(scope, found)).keys).toEqual(new Set());
          expect(await tables.all(dataset)).toEqual([renewed]);
        });

        it('lose the data of two people to two workers at once, whoever is quicker [D-08, E-06]', async () => {
          const { tables, dataset, locators } = await create(ANONYMISE);
          const mine: PlanCluster = { ...ANONYMISE, fields: { owner: { how: 'remove' }, name: { how: 'null' } } };
          const theirs: PlanCluster = {
            ...ANONYMISE,
            fields: { buyer: { how: 'remove' }, born: { how: 'year' }, 'place.address': { how: 'region' } },
          };
          // The record's owner takes the other's fields along.
          const both: PlanCluster = { ...ANONYMISE, fields: { ...mine.fields, ...theirs.fields } };
          const others = { ...dataset, store: { ...dataset.store, subject: { by: 'locator', attribute: 'buyer' } } };
          const theirScope: Scope = {
            subject: 'wang',
            dataset: others as PlanDataset,
            cluster: theirs,
            locators: [{ record: 'a', key: tables.keyOf(dataset, { id: 'a', owner: 'li' }), seen: 'e' }],
          };
          const record = { id: 'a', owner: 'li', buyer: 'wang', ...personal, ...rest };
          const gone = { ...rest, id: 'a', name: null, born: '1987', place: anonymous.place };
          for (const cluster of [mine, both]) {
            const myScope: Scope = { subject: 'li', dataset, cluster, locators: locators('li', ['a']) };
            for (const order of [
              [myScope, theirScope],
              [theirScope, myScope],
            ]) {
              await tables.put(dataset, record);
              const found = await Promise.all(order.map((scope) => findAll(tables.target, scope)));
              // Both have read it before either writes; who comes too late looks again.
              for (const again of [found, null]) {
                for (const [at, scope] of order.entries()) {
                  await tables.target.erase(scope, again?.[at] ?? (await findAll(tables.target, scope)));
                }
              }
              const { note: _note, 'e-mail': _mail, ...left } = (await tables.all(dataset))[0] ?? {};
              expect(left).toEqual(gone);
            }
          }
        });

        it('are left out once nothing of the rule is left in them, though still the subject’s', async () => {
          const cluster: PlanCluster = {
            rule: 'phones',
            action: 'anonymise',
            categories: [],
            fields: { name: { how: 'remove' } },
          };
          const { tables, dataset, locators } = await create(cluster);
          const scope = { subject: 'li', dataset, cluster, locators: locators('li', ['a', 'b']) };
          await tables.put(dataset, { id: 'a', owner: 'li', name: '李雷', ...rest });
          await tables.put(dataset, { id: 'b', owner: 'li', ...rest });
          const found = await findAll(tables.target, scope);
          expect(found).toHaveLength(1);
          await tables.target.erase(scope, found);
          expect(await findAll(tables.target, scope)).toEqual([]);
          expect(await tables.target.any(scope)).toBe(true);
          expect(await tables.all(dataset)).toHaveLength(2);
        });
      });
    });
  }
}
