import { type AttributeValue, DeleteItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Fields } from '../../lib/erasure/record.ts';
import { dynamoTarget, keyOf } from '../../lib/erasure/targets/dynamodb.ts';
import type { PlanDataset } from '../../lib/policy/plan.ts';
import { type TestDynamoDb, testDynamoDb } from '../support/dynamodb.ts';
import { type Tables, tableTargetContract } from './target-table.contract.ts';

describe('the target for DynamoDB', () => {
  let dynamodb: TestDynamoDb;
  beforeAll(async () => {
    dynamodb = await testDynamoDb();
  });
  afterAll(() => dynamodb.stop());

  tableTargetContract(async ({ partitionKey, sortKey, index }) => {
    const attribute = index === null ? undefined : { name: index, attribute: 'owner' };
    return { tables: tablesOf(dynamodb), table: await dynamodb.table(partitionKey, sortKey, attribute) };
  });
});

function tablesOf({ client }: TestDynamoDb): Tables {
  return {
    target: dynamoTarget(client),
    async put(dataset, record) {
      await client.send(new PutItemCommand({ TableName: tableOf(dataset), Item: marshall(record) }));
    },
    async remove(dataset, key) {
      const Key = JSON.parse(key) as Record<string, AttributeValue>;
      await client.send(new DeleteItemCommand({ TableName: tableOf(dataset), Key }));
    },
    async all(dataset) {
      const { Items = [] } = await client.send(new ScanCommand({ TableName: tableOf(dataset) }));
      return Items.map((item) => unmarshall(item) as Fields);
    },
    keyOf: (dataset, record) => keyOf(dataset, marshall(record)),
  };
}

function tableOf({ store }: PlanDataset): string {
  return store.kind === 'dynamodb' ? store.table : '';
}
