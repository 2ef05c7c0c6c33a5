import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoHeads } from '../../lib/evidence/log/aws/index.ts';
import type { Count } from '../../lib/evidence/log/counts.ts';
import { type CaseEntry, emptyHead } from '../../lib/evidence/log/log-heads.ts';
import { type TestDynamoDb, testDynamoDb } from '../support/dynamodb.ts';
import { logHeadsContract } from './log-heads.contract.ts';

const LOG = 'expunge/aws-cn';

describe('heads in DynamoDB', () => {
  let dynamodb: TestDynamoDb;
  beforeAll(async () => {
    dynamodb = await testDynamoDb();
  });
  afterAll(() => dynamodb.stop());

  logHeadsContract(async () => {
    const table = await dynamodb.table('pk', 'sk');
    return { heads: dynamoHeads(dynamodb.client, table, LOG), again: dynamoHeads(dynamodb.client, table, LOG) };
  });

  it('lie under partition keys that begin with L#, where alone the sealer may reach', async () => {
    const table = await dynamodb.table('pk', 'sk');
    const head = { ...emptyHead('expunge/aws-cn/2026'), version: 1 };
    const families = [{ name: 'delete-00-1-AAAAAAAA', pages: [] }];
    const rule = { policy: 'p', dataset: 'd', rule: 'r' };
    const erased = { action: 'delete', outcome: 'erased', margin: '-12h', receipts: 1, records: 2 } as const;
    const counts: Count[] = [
      { of: 'erasure', ...rule, ...erased },
      { of: 'due', ...rule, records: 2 },
      { of: 'case', policy: 'p', trigger: 'AccountClosed', stage: 'erased', margin: '-7d', cases: 1 },
      { of: 'policy', policy: 'p', version: '2026-01-01', digest: 'ab', entries: 2 },
      { of: 'entry', origin: 'expunge/aws-cn/2026', first: 0, end: 2, entries: 2 },
    ];
    const days = [{ day: '2026-11-23', counts }];
    await dynamoHeads(dynamodb.client, table, LOG).commit({ head, families, days });
    const segment = { key: 'receipts/2026/0.json', digest: 'ab', first: 0, count: 2 };
    const filed = {
      case: 'case-1',
      origin: 'expunge/aws-cn/2026',
      index: 1,
      id: 'AAAA',
      what: 'receipt',
      segment,
    } as const;
    await dynamoHeads(dynamodb.client, table, LOG).file([filed]);
    const { Items = [] } = await dynamodb.client.send(new ScanCommand({ TableName: table }));
    expect(Items.map(({ pk, sk }) => `${pk?.S} ${sk?.S}`).sort()).toEqual([
      'L#expunge/aws-cn DAY#2026-11-23',
      'L#expunge/aws-cn HEAD',
      'L#expunge/aws-cn PAGE#delete-00-1-AAAAAAAA',
      'L#expunge/aws-cn#C#case-1 expunge/aws-cn/2026#000000000001',
    ]);
    expect(Items.find(({ sk }) => sk?.S === 'DAY#2026-11-23')).toEqual({
      pk: { S: 'L#expunge/aws-cn' },
      sk: { S: 'DAY#2026-11-23' },
      'erasure#p#d#r#delete#erased#-12h#receipts': { N: '1' },
      'erasure#p#d#r#delete#erased#-12h#records': { N: '2' },
      'due#p#d#r#records': { N: '2' },
      'case#p#erased#-7d#AccountClosed#cases': { N: '1' },
      'policy#p#ab#2026-01-01#entries': { N: '2' },
      'entry#expunge/aws-cn/2026#first': { N: '0' },
      'entry#expunge/aws-cn/2026#end': { N: '2' },
      'entry#expunge/aws-cn/2026#entries': { N: '2' },
    });
  });

  const clientAnswering = (status: number, answer: (request: string) => object) =>
    new DynamoDBClient({
      region: 'cn-north-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
      requestHandler: {
        handle: async ({ body }: { body: Uint8Array }) => ({
          response: {
            statusCode: status,
            headers: {},
            body: new TextEncoder().encode(JSON.stringify(answer(new TextDecoder().decode(body)))),
          },
        }),
      },
    });
  const answering = (status: number, body: object) => {
    const client = clientAnswering(status, () => body);
    const head = { ...emptyHead('expunge/aws-cn/2026'), version: 1 };
    return dynamoHeads(client, 'registry', LOG).commit({ head, families: [], days: [] });
  };
  const cancelled = (...codes: string[]) => ({
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

  it('are overtaken when another commit is under way on the same items', async () => {
    expect(await answering(400, cancelled('TransactionConflict', 'None'))).toBe(false);
  });

  it.each([
    ['a throttled table', cancelled('ThrottlingError', 'None')],
    ['a throttled table and a conflict', cancelled('ThrottlingError', 'TransactionConflict')],
    ['no permission', { __type: 'AccessDeniedException' }],
  ])('fail on %s, which is no answer', async (_, body) => {
    await expect(answering(400, body)).rejects.toThrow();
  });

  const filed = (index: number): CaseEntry => {
    const segment = { key: 'receipts/2026/0.json', digest: 'ab', first: 0, count: 100 };
    return { case: 'case-1', origin: 'expunge/aws-cn/2026', index, id: 'AAAA', what: 'receipt', segment };
  };

  it('file again what the table did not process, and fail where it keeps refusing', async () => {
    const asked: number[] = [];
    const client = (refused: number) =>
      clientAnswering(200, (request) => {
        const { registry } = JSON.parse(request).RequestItems;
        asked.push(registry.length);
        return { UnprocessedItems: asked.length > refused ? {} : { registry: registry.slice(0, 2) } };
      });
    const entries = Array.from({ length: 20 }, (_, n) => filed(n));
    await dynamoHeads(client(2), 'registry', LOG).file(entries);
    expect(asked.splice(0)).toEqual([20, 2, 2]);
    await expect(dynamoHeads(client(99), 'registry', LOG).file(entries)).rejects.toThrow(
      expect.objectContaining({ code: 'STORE_UNAVAILABLE' }),
    );
  });
});
