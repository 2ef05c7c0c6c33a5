import { afterAll, beforeAll, describe } from 'vitest';
import { dynamoRegistry } from '../../lib/registry/index.ts';
import { type TestDynamoDb, testDynamoDb } from '../support/dynamodb.ts';
import { registryContract, SHARDS } from './registry.contract.ts';

describe('the registry in DynamoDB', () => {
  let dynamodb: TestDynamoDb;
  beforeAll(async () => {
    dynamodb = await testDynamoDb();
  });
  afterAll(() => dynamodb.stop());

  registryContract(async () => dynamoRegistry(dynamodb.client, await dynamodb.table('pk', 'sk'), SHARDS));
});
