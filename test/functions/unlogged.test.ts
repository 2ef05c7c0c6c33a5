import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { unlogged } from '../../functions/wiring/unlogged.ts';

it('finds what it takes out: else the SDK has given its step another name', () => {
  const steps = (client: DynamoDBClient) => client.middlewareStack.identify().join('\n');
  const client = new DynamoDBClient({ region: 'cn-north-1' });
  expect(steps(client)).toContain('loggerMiddleware');
  expect(steps(unlogged(client))).not.toContain('loggerMiddleware');
});
