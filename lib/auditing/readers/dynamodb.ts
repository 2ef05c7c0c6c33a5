import { type AttributeValue, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { fieldsOf, keyOf } from '../../erasure/targets/dynamodb.ts';
import { ExpungeError } from '../../errors.ts';
import type { PlanDataset } from '../../policy/plan.ts';
import type { Stored } from '../drift.ts';
import type { StoreReader } from '../store-reader.ts';

type RawItem = Record<string, AttributeValue>;

/** Records of one page; a page is also never more than the megabyte that DynamoDB gives. */
const PAGE = 500;

/** Eventual reads are enough: what was written a moment ago is in its table's stream. They cost half. */
export function tableReader(client: DynamoDBClient, place: PlanDataset | { readonly table: string }): StoreReader {
  const table = 'table' in place ? place.table : tableOf(place);
  const nameOf = 'table' in place ? () => '' : (item: RawItem) => keyOf(place, item);
  return async (after) => {
    const answer = await client
      .send(
        new ScanCommand({
          TableName: table,
          Limit: PAGE,
          ...(after !== null && { ExclusiveStartKey: JSON.parse(after) as RawItem }),
        }),
      )
      .catch((cause: unknown) => {
        const name = cause instanceof Error ? cause.name : 'an unknown fault';
        throw new ExpungeError('STORE_UNAVAILABLE', `The table could not be read: ${name}.`, { place: table, cause });
      });
    return {
      records: (answer.Items ?? []).map((item) => ({
        key: nameOf(item),
        fields: fieldsOf(item),
        // a bank card has more digits than a number holds
        stored: () => unmarshall(item, { wrapNumbers: (digits) => digits as never }) as Stored,
      })),
      next: answer.LastEvaluatedKey === undefined ? null : JSON.stringify(answer.LastEvaluatedKey),
    };
  };
}

function tableOf({ id, store }: PlanDataset): string {
  if (store.kind === 'dynamodb') return store.table;
  throw new ExpungeError('CONFIGURATION', 'This dataset is not in DynamoDB.', { place: id });
}
