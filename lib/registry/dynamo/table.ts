import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  QueryCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { inBatches, together } from '../../concurrency.ts';
import { ExpungeError } from '../../errors.ts';
import type { Key } from '../keys.ts';

const GET_BATCH = 100;
const WRITE_BATCH = 25;
const PARALLEL = 8;
const UNPROCESSED_TRIES = 6;

export type Item = Record<string, unknown>;

/** The registry's table through the SDK: batches, paging and unprocessed items are settled here, once. */
export class Table {
  readonly client: DynamoDBClient;
  readonly name: string;

  constructor(client: DynamoDBClient, name: string) {
    this.client = client;
    this.name = name;
  }

  /** The items among these keys that exist, in no order. `only`: the attributes to read. */
  async getMany(
    keys: readonly Key[],
    options: { strong: boolean; only?: readonly string[] },
  ): Promise<readonly Item[]> {
    const unique = [...new Map(keys.map((key) => [keyText(key), key])).values()];
    const names = options.only && namesOf(options.only);
    const pages = await together(inBatches(unique, GET_BATCH), PARALLEL, async (batch) => {
      const items: Item[] = [];
      let pending: Record<string, AttributeValue>[] = batch.map((key) => marshall(key));
      for (let tries = 0; pending.length > 0; tries++) {
        if (tries === UNPROCESSED_TRIES) throw unavailable('read');
        const answer = await this.client.send(
          new BatchGetItemCommand({
            RequestItems: {
              [this.name]: {
                Keys: pending,
                ConsistentRead: options.strong,
                ...(names && { ProjectionExpression: Object.keys(names).join(', '), ExpressionAttributeNames: names }),
              },
            },
          }),
        );
        for (const item of answer.Responses?.[this.name] ?? []) items.push(unmarshall(item));
        pending = answer.UnprocessedKeys?.[this.name]?.Keys ?? [];
      }
      return items;
    });
    return pages.flat();
  }

  /** Puts and deletes, each independent of the others; all are done when it returns. Of two on one key the later counts. */
  async writeMany(writes: readonly ({ put: Item } | { remove: Key })[]): Promise<void> {
    // A batch that names a key twice is refused as a whole.
    const byKey = new Map(writes.map((write) => [keyText('put' in write ? write.put : write.remove), write]));
    const requests = [...byKey.values()].map(
      (write): WriteRequest =>
        'put' in write
          ? { PutRequest: { Item: toItem(write.put) } }
          : { DeleteRequest: { Key: marshall(write.remove) } },
    );
    await together(inBatches(requests, WRITE_BATCH), PARALLEL, async (batch) => {
      let pending: WriteRequest[] = [...batch];
      for (let tries = 0; pending.length > 0; tries++) {
        if (tries === UNPROCESSED_TRIES) throw unavailable('write');
        const answer = await this.client.send(new BatchWriteItemCommand({ RequestItems: { [this.name]: pending } }));
        pending = answer.UnprocessedItems?.[this.name] ?? [];
      }
    });
  }

  /** Items of one partition whose sort key lies in the range (both ends inclusive), strongly read, in order. `only`: the attributes to read. */
  async query(
    pk: string,
    from: string,
    to: string,
    { limit = Number.POSITIVE_INFINITY, only }: { limit?: number; only?: readonly string[] } = {},
  ): Promise<readonly Item[]> {
    const names = only && namesOf(only);
    const items: Item[] = [];
    let start: Record<string, AttributeValue> | undefined;
    do {
      const answer = await this.client.send(
        new QueryCommand({
          TableName: this.name,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: marshall({ ':pk': pk, ':from': from, ':to': to }),
          ConsistentRead: true,
          ...(names && { ProjectionExpression: Object.keys(names).join(', '), ExpressionAttributeNames: names }),
          ...(Number.isFinite(limit) && { Limit: limit - items.length }),
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      for (const item of answer.Items ?? []) items.push(unmarshall(item));
      start = answer.LastEvaluatedKey;
    } while (start && items.length < limit);
    return items;
  }

  /**
   * All of these or none; false when the condition of the first was not met.
   * @throws ExpungeError ANOTHER_WORKER: another's condition was not met.
   */
  async transact(items: readonly TransactWriteItem[]): Promise<boolean> {
    try {
      await this.client.send(new TransactWriteItemsCommand({ TransactItems: [...items] }));
      return true;
    } catch (error) {
      const unmet = unmetBy(error);
      if (unmet === -1) throw error;
      if (unmet === 0) return false;
      throw changedMeanwhile();
    }
  }
}

export function changedMeanwhile(): ExpungeError {
  const message = 'The registry was changed by somebody else meanwhile. Nothing was written; it is read again.';
  return new ExpungeError('ANOTHER_WORKER', message, { place: 'registry' });
}

/** Which item's condition was not met first; -1 where it was no condition. */
function unmetBy(error: unknown): number {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return -1;
  const reasons = (error as { CancellationReasons?: { Code?: string }[] }).CancellationReasons ?? [];
  return reasons.findIndex(({ Code }) => Code === 'ConditionalCheckFailed');
}

const namesOf = (attributes: readonly string[]): Record<string, string> =>
  Object.fromEntries(attributes.map((name) => [`#${name}`, name]));

const keyText = ({ pk, sk }: Item | Key): string => `${pk}\n${sk}`;

export function toItem(item: Item): Record<string, AttributeValue> {
  return marshall(item, { removeUndefinedValues: true });
}

/** `{ '#id': 'id' }` for every `#id` in the expressions. */
export function named(...expressions: readonly (string | undefined)[]): Record<string, string> {
  const names = expressions.join(' ').match(/#\w+/g) ?? [];
  return Object.fromEntries(names.map((name) => [name, name.slice(1)]));
}

/** Sends a conditional write: false when its condition was not met, which is an answer and not a fault. */
export async function conditional(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}

function unavailable(what: 'read' | 'write'): ExpungeError {
  return new ExpungeError(
    'STORE_UNAVAILABLE',
    `The registry keeps refusing part of a ${what}. Nothing was lost; the work is tried again. Check the table's throttling metrics.`,
    { place: 'registry' },
  );
}
