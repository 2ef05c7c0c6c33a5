import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynamoDb } from '../../local/runtime/services/dynamodb.ts';

export interface TestDynamoDb {
  readonly client: DynamoDBClient;
  /** Creates a table with keys of strings; its name is new each time. */
  table(partitionKey: string, sortKey: string | null, index?: { name: string; attribute: string }): Promise<string>;
  stop(): Promise<void>;
}

/** DynamoDB for the tests of one file: the embedded one, or what `DYNAMODB_ENDPOINT` names. */
export async function testDynamoDb(): Promise<TestDynamoDb> {
  const directory = await mkdtemp(join(tmpdir(), 'expunge-dynamodb-'));
  const server = await startDynamoDb(directory, process.env.DYNAMODB_ENDPOINT);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: server.endpoint, region: 'us-east-1', credentials });
  let tables = 0;
  return {
    client,
    async table(partitionKey, sortKey, index) {
      const name = `table-${process.pid}-${Date.now()}-${++tables}`;
      await client.send(new CreateTableCommand(description(name, partitionKey, sortKey, index)));
      return name;
    },
    async stop() {
      client.destroy();
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function description(
  TableName: string,
  partitionKey: string,
  sortKey: string | null,
  index: { name: string; attribute: string } | undefined,
): CreateTableCommandInput {
  const attributes = [partitionKey, sortKey, index?.attribute].filter((name) => typeof name === 'string');
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: partitionKey, KeyType: 'HASH' },
      ...(sortKey === null ? [] : [{ AttributeName: sortKey, KeyType: 'RANGE' as const }]),
    ],
    ...(index && {
      GlobalSecondaryIndexes: [
        {
          IndexName: index.name,
          KeySchema: [{ AttributeName: index.attribute, KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  };
}
