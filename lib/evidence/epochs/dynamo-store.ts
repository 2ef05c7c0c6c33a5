import {
  type AttributeValue,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type EpochStore, inOrder, type StoredEpoch } from './epoch-store.ts';

const PARTITION = 'E#evidence';
const EPOCH = 'EPOCH#';

/** Epochs in the registry's table: `E#evidence`, `EPOCH#<id>`. An item stays when its secret is removed. */
export function dynamoEpochs(client: DynamoDBClient, table: string): EpochStore {
  const keyOf = (id: string) => ({ pk: PARTITION, sk: EPOCH + id });
  return {
    async list() {
      const found: StoredEpoch[] = [];
      let start: Record<string, AttributeValue> | undefined;
      do {
        const answer = await client.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :epoch)',
            ExpressionAttributeValues: marshall({ ':pk': PARTITION, ':epoch': EPOCH }),
            ConsistentRead: true,
            ...(start && { ExclusiveStartKey: start }),
          }),
        );
        found.push(...(answer.Items ?? []).map(toEpoch));
        start = answer.LastEvaluatedKey;
      } while (start);
      return inOrder(found);
    },

    begin({ id, begunAt, secret }) {
      return unlessRefused(
        client.send(
          new PutItemCommand({
            TableName: table,
            Item: marshall({ ...keyOf(id), begunAt, secret }),
            // once and for all: not over another's secret, and not after it was destroyed
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      );
    },

    destroy(id, at) {
      return unlessRefused(
        client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: marshall(keyOf(id)),
            UpdateExpression: 'SET destroyedAt = :at REMOVE #secret',
            ConditionExpression: 'attribute_exists(#secret)',
            ExpressionAttributeNames: { '#secret': 'secret' },
            ExpressionAttributeValues: marshall({ ':at': at }),
          }),
        ),
      );
    },
  };
}

function toEpoch(item: Record<string, AttributeValue>): StoredEpoch {
  const { sk, begunAt, destroyedAt = null, secret = null } = unmarshall(item);
  return {
    id: String(sk).slice(EPOCH.length),
    begunAt,
    destroyedAt,
    secret: secret === null ? null : Uint8Array.from(secret),
  };
}

/** False when the condition of a write was not met, which is an answer and not a fault. */
async function unlessRefused(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
