import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { inBatches } from '../../../concurrency.ts';
import { ExpungeError } from '../../../errors.ts';
import { addUp, type Count, type DayCounts, inOrder } from '../counts.ts';
import { COUNTS_IN_PART, type Family, type LogHead, type LogHeads } from '../log-heads.ts';
import { dynamoCaseFiles } from './case-files.ts';
import { additionsOf, countsOf } from './counters.ts';

const HEAD = 'HEAD';
const PAGE = 'PAGE#';
const DAY = 'DAY#';
/** Sorts after everything that follows a day. */
const LAST = '\uffff';
const GET_BATCH = 100;
const UNPROCESSED_TRIES = 6;

type Item = Record<string, AttributeValue>;

/**
 * Heads in the registry's table, all under `L#<log>`: `HEAD`, `PAGE#<family>`, `DAY#<yyyy-mm-dd>[#<part>]`. A commit is one
 * TransactWriteItems whose condition is the head's version. What is filed under cases lies beside them: case-files.ts.
 */
export function dynamoHeads(client: DynamoDBClient, table: string, log: string): LogHeads {
  const pk = `L#${log}`;
  const keyOf = (sk: string): Item => marshall({ pk, sk });

  return {
    ...dynamoCaseFiles(client, table, log),

    async read() {
      const answer = await client.send(
        new GetItemCommand({ TableName: table, Key: keyOf(HEAD), ConsistentRead: true }),
      );
      return answer.Item === undefined ? null : toHead(answer.Item);
    },

    async families(names) {
      const found: Family[] = [];
      for (const batch of inBatches([...new Set(names)], GET_BATCH)) {
        let pending: Item[] = batch.map((name) => keyOf(PAGE + name));
        for (let tries = 0; pending.length > 0; tries++) {
          if (tries === UNPROCESSED_TRIES) throw unavailable();
          const answer = await client.send(
            new BatchGetItemCommand({ RequestItems: { [table]: { Keys: pending, ConsistentRead: true } } }),
          );
          found.push(...(answer.Responses?.[table] ?? []).map(toFamily));
          pending = answer.UnprocessedKeys?.[table]?.Keys ?? [];
        }
      }
      return new Map(found.map((family) => [family.name, family]));
    },

    async commit({ head, families, days }) {
      const items: TransactWriteItem[] = [
        {
          Put: {
            TableName: table,
            Item: { ...keyOf(HEAD), ...fromHead(head) },
            // The only commit point: whoever writes version n was the last to see version n - 1.
            ConditionExpression: head.version === 1 ? 'attribute_not_exists(pk)' : '#version = :before',
            ...(head.version > 1 && {
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: marshall({ ':before': head.version - 1 }),
            }),
          },
        },
        ...families.map((family) => ({
          Put: { TableName: table, Item: { ...keyOf(PAGE + family.name), ...fromFamily(family) } },
        })),
        ...partsOf(days).map(({ sk, counts }) => ({
          Update: { TableName: table, Key: keyOf(sk), ...additionsOf(counts) },
        })),
      ];
      try {
        await client.send(new TransactWriteItemsCommand({ TransactItems: items }));
        return true;
      } catch (error) {
        if (isOvertaken(error)) return false;
        throw error;
      }
    },

    async days(from, to) {
      const days = new Map<string, Map<string, Count>>();
      let start: Item | undefined;
      do {
        const answer = await client.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
            ExpressionAttributeValues: marshall({ ':pk': pk, ':from': DAY + from, ':to': DAY + to + LAST }),
            ConsistentRead: true,
            ...(start && { ExclusiveStartKey: start }),
          }),
        );
        for (const item of answer.Items ?? []) {
          const { pk: _pk, sk, ...attributes } = unmarshall(item);
          const day = String(sk).slice(DAY.length).split('#')[0] ?? '';
          days.set(day, addUp(countsOf(attributes), days.get(day)));
        }
        start = answer.LastEvaluatedKey;
      } while (start);
      return [...days].map(([day, counts]): DayCounts => ({ day, counts: inOrder(counts) }));
    },
  };
}

/** An item per day, and further ones where a day has more counts than one update can add. */
function partsOf(days: readonly DayCounts[]) {
  return days.flatMap(({ day, counts }) =>
    inBatches(counts, COUNTS_IN_PART).map((part, index) => ({
      sk: `${DAY}${day}${index === 0 ? '' : `#${index}`}`,
      counts: part,
    })),
  );
}

function fromHead({ closing, ...head }: LogHead): Item {
  return marshall({ ...head, ...(closing !== null && { closing }) });
}

function toHead(item: Item): LogHead {
  const { pk: _pk, sk: _sk, ...head } = unmarshall(item);
  return { closing: null, ...head } as unknown as LogHead;
}

/** Ids are 16 bytes each, one after the other: they are most of what sealing stores in the registry. */
function fromFamily({ pages }: Family): Item {
  return marshall({
    pages: pages.map(({ ids, ...page }) => ({
      ...page,
      ids: Buffer.concat(ids.map((id) => Buffer.from(id, 'base64url'))),
    })),
  });
}

function toFamily(item: Item): Family {
  const { sk, pages } = unmarshall(item) as {
    sk: string;
    pages: (Omit<Family['pages'][0], 'ids'> & { ids: Uint8Array })[];
  };
  return {
    name: sk.slice(PAGE.length),
    pages: pages.map(({ ids, page, origin, first }) => ({ page, origin, first, ids: splitIds(ids) })),
  };
}

const ID_BYTES = 16;

function splitIds(bytes: Uint8Array): string[] {
  return Array.from({ length: bytes.length / ID_BYTES }, (_, at) =>
    Buffer.from(bytes.subarray(at * ID_BYTES, (at + 1) * ID_BYTES)).toString('base64url'),
  );
}

/** Another commit was quicker, or is under way on the same items. */
function isOvertaken(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return false;
  const reasons = (error as { CancellationReasons?: { Code?: string }[] }).CancellationReasons ?? [];
  const codes = reasons.map(({ Code }) => Code).filter((code) => code !== undefined && code !== 'None');
  return codes.length > 0 && codes.every((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict');
}

function unavailable(): ExpungeError {
  return new ExpungeError(
    'STORE_UNAVAILABLE',
    'The registry keeps refusing part of a read. Nothing was lost; the work is tried again. Check the table’s throttling metrics.',
    { place: 'registry' },
  );
}
