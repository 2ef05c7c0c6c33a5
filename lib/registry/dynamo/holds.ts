import { DeleteItemCommand, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { HOLD_PREFIX, HOLDS, holdPartition, wideHoldPartition } from '../keys.ts';
import type { Hold, PlacedHold } from '../model.ts';
import type { HoldRegistry } from '../registry.ts';
import { conditional, type Item, type Table, toItem } from './table.ts';

const LAST = '\uffff';

/** Holds: `HOLD#<id>` where a check reads it, under the subject or the policy or dataset, and `D#hold` / `<id>` on the list. */
export function holdMethods(table: Table): HoldRegistry {
  const listed = (id: string) => marshall({ pk: HOLDS, sk: id });
  const inForce = ({ scope, id }: PlacedHold) => ({ pk: holdPartition(scope), sk: HOLD_PREFIX + id });

  const notReleased = (id: string) => ({
    TableName: table.name,
    Key: listed(id),
    ConditionExpression: 'attribute_not_exists(released)',
  });

  async function standing(id: string): Promise<PlacedHold | null> {
    const answer = await table.client.send(
      new GetItemCommand({ TableName: table.name, Key: listed(id), ConsistentRead: true }),
    );
    return answer.Item === undefined ? null : toPlaced(unmarshall(answer.Item));
  }

  return {
    async wideHolds(scope) {
      return (await table.query(wideHoldPartition(scope), HOLD_PREFIX, HOLD_PREFIX + LAST)).map(toHold);
    },

    async placeHold(placed) {
      const { id } = placed;
      const isNew = await conditional(
        table.client.send(
          new PutItemCommand({
            TableName: table.name,
            Item: toItem({ pk: HOLDS, sk: id, ...placed }),
            // The first with an id stands: a hold told again must not come back after its release.
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      );
      const stands = isNew ? placed : ((await standing(id)) ?? placed);
      if (stands.released !== undefined) return stands;
      const { policy: _policy, scope: _scope, ...hold } = stands;
      // What has ended by itself is no longer read by every check once the store has swept it.
      const ttl = hold.until === undefined ? undefined : Math.ceil(hold.until / 1000);
      const Put = { TableName: table.name, Item: toItem({ ...inForce(stands), ...hold, ttl }) };
      // Nobody can have released a hold of which nobody knew. One told again may be released this very moment.
      if (isNew) await table.client.send(new PutItemCommand(Put));
      else await table.transact([{ ConditionCheck: notReleased(id) }, { Put }]);
      return isNew ? stands : ((await standing(id)) ?? stands);
    },

    async releaseHold(id, released) {
      const known = await conditional(
        table.client.send(
          new UpdateItemCommand({
            TableName: table.name,
            Key: listed(id),
            UpdateExpression: 'SET released = if_not_exists(released, :released)',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: toItem({ ':released': released }),
          }),
        ),
      );
      const placed = known ? await standing(id) : null;
      if (placed === null) return null;
      await table.client.send(new DeleteItemCommand({ TableName: table.name, Key: marshall(inForce(placed)) }));
      return placed;
    },

    async holds() {
      return (await table.query(HOLDS, ' ', LAST)).map(toPlaced);
    },
  };
}

export function toHold(item: Item): Hold {
  const { pk: _pk, sk: _sk, ttl: _ttl, ...hold } = item as unknown as Hold & { pk: string; sk: string; ttl?: number };
  return hold;
}

function toPlaced(item: Item): PlacedHold {
  const { pk: _pk, sk: _sk, ...placed } = item as unknown as PlacedHold & { pk: string; sk: string };
  return placed;
}
