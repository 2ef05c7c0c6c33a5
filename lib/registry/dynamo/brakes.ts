import { type AttributeValue, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { brakeKey } from '../brake-keys.ts';
import type { BrakeRegistry } from '../brakes.ts';
import type { Brake } from '../model.ts';
import { conditional, type Item, type Table } from './table.ts';
import { numbered } from './walks.ts';

/** One item for each rule in a dataset; the condition on what is left of its day is what no number of workers gets past. */
export function brakeMethods(table: Table): BrakeRegistry {
  return {
    async brakes(names) {
      return (await table.getMany(names.map(brakeKey), { strong: true })).map(toBrake);
    },

    async takeBudget(name, { effect, today, records, atLeast }) {
      const request = new UpdateItemCommand({
        TableName: table.name,
        Key: marshall(brakeKey(name)),
        UpdateExpression: 'SET #left = #left - :records, #step = #step + :one REMOVE observed, waiting',
        ConditionExpression:
          'approved.effect = :effect AND attribute_not_exists(pausedAt) AND #day >= :today AND #left >= :atLeast',
        ExpressionAttributeNames: { '#left': 'left', '#step': 'step', '#day': 'day' },
        ExpressionAttributeValues: marshall({
          ':records': records,
          ':one': 1,
          ':effect': effect,
          ':today': today,
          ':atLeast': atLeast,
        }),
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      try {
        const { Attributes } = await table.client.send(request);
        return { taken: true, brake: Attributes === undefined ? null : toBrake(unmarshall(Attributes)) };
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
        const { Item } = error as { Item?: Record<string, AttributeValue> };
        return { taken: false, brake: Item === undefined ? null : toBrake(unmarshall(Item)) };
      }
    },

    async saveBrake(next) {
      return conditional(table.client.send(new PutItemCommand(numbered(table.name, brakeKey(next), next))));
    },
  };
}

function toBrake(item: Item): Brake {
  const { pk: _pk, sk: _sk, ...brake } = item;
  return brake as unknown as Brake;
}
