import { type AttributeValue, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { SUBJECT } from '../keys.ts';
import type { Walk, WalkRegistry } from '../walk.ts';
import { WALKS, walkKey } from '../walk-keys.ts';
import { conditional, type Item, type Table, toItem } from './table.ts';

const LAST = '\uffff';
const SUBJECT_PREFIX = 'S#';

/** Walks, and the scan of the whole table that some of them are. */
export function walkMethods(table: Table): WalkRegistry {
  return {
    async walk(name) {
      const [item] = await table.getMany([walkKey(name)], { strong: true });
      return item === undefined ? null : toWalk(item);
    },

    async walks() {
      return (await table.query(WALKS, ' ', LAST)).map(toWalk);
    },

    async saveWalk(next) {
      return conditional(table.client.send(new PutItemCommand(numbered(table.name, walkKey(next.name), next))));
    },

    async subjectsAfter(cursor, limit) {
      const answer = await table.client.send(
        new ScanCommand({
          TableName: table.name,
          ConsistentRead: true,
          Limit: limit,
          FilterExpression: 'sk = :subject',
          ProjectionExpression: 'pk, #policy, #id',
          ExpressionAttributeNames: { '#policy': 'policy', '#id': 'id' },
          ExpressionAttributeValues: marshall({ ':subject': SUBJECT }),
          ...(cursor !== null && { ExclusiveStartKey: JSON.parse(cursor) as Record<string, AttributeValue> }),
        }),
      );
      const subjects = (answer.Items ?? []).map((item) => {
        const { pk, policy, id } = unmarshall(item) as { pk: string; policy: string; id?: string };
        return { ref: pk.slice(SUBJECT_PREFIX.length), policy, ...(id !== undefined && { id }) };
      });
      return { subjects, next: answer.LastEvaluatedKey === undefined ? null : JSON.stringify(answer.LastEvaluatedKey) };
    },
  };
}

/** A put that only whoever saw the step before may make. */
export function numbered(tableName: string, key: { pk: string; sk: string }, next: { readonly step: number }) {
  return {
    TableName: tableName,
    Item: toItem({ ...key, ...next }),
    ConditionExpression: next.step === 1 ? 'attribute_not_exists(pk)' : '#step = :before',
    ...(next.step > 1 && {
      ExpressionAttributeNames: { '#step': 'step' },
      ExpressionAttributeValues: marshall({ ':before': next.step - 1 }),
    }),
  };
}

function toWalk(item: Item): Walk {
  const { pk: _pk, sk: _sk, ...walk } = item;
  return walk as unknown as Walk;
}
