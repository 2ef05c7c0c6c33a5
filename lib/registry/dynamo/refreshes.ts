import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { CERTIFICATES, parseDocketSortKey } from '../keys.ts';
import { docketFrom, REFRESHES, refreshKey } from '../refresh-keys.ts';
import type { NotedRefresh, RefreshRegistry } from '../refreshes.ts';
import { conditional, type Item, type Table, toItem } from './table.ts';

/** After every sort key. */
const LAST = '\uffff';

export function refreshMethods(table: Table): RefreshRegistry {
  return {
    async refreshes() {
      return (await table.query(REFRESHES, ' ', LAST)).map(toRefresh);
    },

    async noteRefresh(refresh) {
      const isLatest = await conditional(
        table.client.send(
          new PutItemCommand({
            TableName: table.name,
            Item: toItem({ ...refreshKey(refresh), ...refresh }),
            ConditionExpression: 'attribute_not_exists(pk) OR refreshedAt < :at',
            ExpressionAttributeValues: marshall({ ':at': refresh.refreshedAt }),
          }),
        ),
      );
      if (isLatest) return refresh;
      const [standing] = await table.getMany([refreshKey(refresh)], { strong: true });
      return standing === undefined ? refresh : toRefresh(standing);
    },

    async certificatesAhead(after, limit) {
      const items = await table.query(CERTIFICATES, docketFrom(after), LAST, { limit });
      const last = items.at(-1);
      return {
        entries: items.map(({ sk }) => parseDocketSortKey(String(sk))),
        next: last === undefined || items.length < limit ? null : { sortKey: String(last.sk) },
      };
    },
  };
}

function toRefresh({ pk: _pk, sk: _sk, ...refresh }: Item): NotedRefresh {
  return refresh as unknown as NotedRefresh;
}
