import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { parseWarningSortKey, startedBound, WARNINGS, warningKey } from '../keys.ts';
import type { Warning, Warnings } from '../warnings.ts';
import type { Table } from './table.ts';

/** Warnings are nothing but keys. */
export function warningMethods(table: Table): Warnings {
  const put = async (warning: Warning) => {
    await table.client.send(new PutItemCommand({ TableName: table.name, Item: marshall(warningKey(warning)) }));
  };
  return {
    putWarning: put,

    async warningsDue(now, limit) {
      const items = await table.query(WARNINGS, '0', startedBound(now), { limit });
      return items.map((item) => parseWarningSortKey(String(item.sk)));
    },

    async turnWarning(done, next) {
      if (next !== null) await put(next);
      await table.client.send(new DeleteItemCommand({ TableName: table.name, Key: marshall(warningKey(done)) }));
    },
  };
}
