import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { ShutDown, ShutDownRegistry } from '../shut-down.ts';
import { listedCaseKey, SHUT_DOWNS, shutDownKey } from '../walk-keys.ts';
import { conditional, type Item, type Table } from './table.ts';
import { numbered } from './walks.ts';

const LAST = '\uffff';

export function shutDownMethods(table: Table): ShutDownRegistry {
  return {
    async shutDowns() {
      return (await table.query(SHUT_DOWNS, ' ', LAST)).map(toShutDown);
    },

    async shutDown(policy) {
      const [item] = await table.getMany([shutDownKey(policy)], { strong: true });
      return item === undefined ? null : toShutDown(item);
    },

    async saveShutDown(next) {
      const put = numbered(table.name, shutDownKey(next.policy), next);
      return conditional(table.client.send(new PutItemCommand(put)));
    },

    async listedCases(shutDown, cases) {
      const keys = cases.map((id) => listedCaseKey(shutDown, id));
      const items = await table.getMany(keys, { strong: true, only: ['pk', 'sk'] });
      return new Set(items.map(({ sk }) => String(sk)));
    },

    async listCases(shutDown, cases) {
      await table.writeMany(cases.map(({ id, pass }) => ({ put: { ...listedCaseKey(shutDown, id), pass } })));
    },

    async shutDownCases(shutDown, after, limit) {
      const { pk } = listedCaseKey(shutDown, '');
      // Nothing sorts between a key and the same with a zero character behind it.
      const items = await table.query(pk, `${after}\u0000`, LAST, { limit });
      return items.map(({ sk, pass }) => ({ id: String(sk), pass: Number(pass) }));
    },
  };
}

function toShutDown(item: Item): ShutDown {
  const { pk: _pk, sk: _sk, ...shutDown } = item;
  return shutDown as unknown as ShutDown;
}
