import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { shardKey } from '../keys.ts';
import { IDLE, type ShardState } from '../model.ts';
import type { ShardRegistry } from '../registry.ts';
import { conditional, type Item, type Table, toItem } from './table.ts';

/** The item on which a shard's workers and the holds agree. */
export function shardMethods(table: Table): ShardRegistry {
  return {
    async shard(name) {
      const [item] = await table.getMany([shardKey(name)], { strong: true });
      return toState(item);
    },

    async shardStates(names) {
      const items = await table.getMany(names.map(shardKey), { strong: false });
      const byPartition = new Map(items.map((item) => [item.pk, item]));
      return names.map((name) => toState(byPartition.get(shardKey(name).pk)));
    },

    async announce(name, next) {
      return conditional(
        table.client.send(
          new PutItemCommand({
            TableName: table.name,
            Item: toItem({ ...shardKey(name), ...next }),
            // Pages are numbered: whoever writes page n was the last to see page n - 1.
            ConditionExpression: next.page === 1 ? 'attribute_not_exists(pk)' : '#page = :previous',
            ...(next.page > 1 && {
              ExpressionAttributeNames: { '#page': 'page' },
              ExpressionAttributeValues: marshall({ ':previous': next.page - 1 }),
            }),
          }),
        ),
      );
    },

    async noteAttempt(name, page, suspects) {
      return conditional(
        table.client.send(
          new UpdateItemCommand({
            TableName: table.name,
            Key: marshall(shardKey(name)),
            UpdateExpression: 'SET suspects = :suspects',
            ConditionExpression: '#page = :page',
            ExpressionAttributeNames: { '#page': 'page' },
            ExpressionAttributeValues: marshall({ ':suspects': suspects, ':page': page }),
          }),
        ),
      );
    },
  };
}

function toState(item: Item | undefined): ShardState {
  if (!item) return IDLE;
  const { pk: _pk, sk: _sk, ...state } = item;
  return state as unknown as ShardState;
}
