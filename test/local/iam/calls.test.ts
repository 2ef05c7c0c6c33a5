import { describe, expect, it } from 'vitest';
import { callsOf, Guard, readPolicy, type Service } from '../../../local/iam/index.ts';

const place = { partition: 'aws-cn', region: 'cn-north-1', account: '000000000000' };
const TABLE = 'arn:aws-cn:dynamodb:cn-north-1:000000000000:table/R';
const KEY = 'arn:aws-cn:kms:cn-north-1:000000000000:key/1';
const around = {
  place,
  partitionKeys: { R: 'pk', 'R/index/by-owner': 'owner' },
  encryptedWith: { 'arn:aws-cn:s3:::b': KEY },
};
const json = (service: Service, operation: string, input: object) =>
  callsOf(
    service,
    { method: 'POST', path: '/', headers: { 'x-amz-target': `X.${operation}` }, body: JSON.stringify(input) },
    around,
  );
const s3 = (method: string, path: string, headers: Record<string, string> = {}, body = '') =>
  callsOf('s3', { method, path, headers, body }, around).map(({ action, resource }) => `${action} ${resource}`);
const keysOf = (operation: string, input: object) =>
  json('dynamodb', operation, input).map(({ action, context }) => [action.slice(9), context['dynamodb:LeadingKeys']]);
const key = (pk: string) => ({ pk: { S: pk }, sk: { S: 's' } });

describe('the permissions that a request needs', () => {
  it('of DynamoDB, with the partitions it touches', () => {
    expect(keysOf('GetItem', { TableName: 'R', Key: key('a') })).toEqual([['GetItem', ['a']]]);
    expect(keysOf('BatchGetItem', { RequestItems: { R: { Keys: [key('a'), key('b'), key('a')] } } })).toEqual([
      ['BatchGetItem', ['a', 'b']],
    ]);
    const requests = [{ PutRequest: { Item: key('a') } }, { DeleteRequest: { Key: key('b') } }];
    expect(keysOf('BatchWriteItem', { RequestItems: { R: requests } })).toEqual([['BatchWriteItem', ['a', 'b']]]);
    const parts = [
      { Put: { TableName: 'R', Item: key('a') } },
      { ConditionCheck: { TableName: 'R', Key: key('b') } },
      { Delete: { TableName: 'R', Key: key('c') } },
    ];
    expect(keysOf('TransactWriteItems', { TransactItems: parts })).toEqual([
      ['PutItem', ['a']],
      ['ConditionCheckItem', ['b']],
      ['DeleteItem', ['c']],
    ]);
    expect(keysOf('Scan', { TableName: 'R' })).toEqual([['Scan', undefined]]);
  });

  it('of a query, by the partition it asks for, also of an index', () => {
    const query = {
      TableName: 'R',
      KeyConditionExpression: '#k = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#k': 'pk' },
      ExpressionAttributeValues: { ':pk': { S: 'a' }, ':from': { S: '0' }, ':to': { S: '1' } },
    };
    expect(json('dynamodb', 'Query', query)).toEqual([
      { action: 'dynamodb:Query', resource: TABLE, context: { 'dynamodb:LeadingKeys': ['a'] } },
    ]);
    const byOwner = { ...query, IndexName: 'by-owner', KeyConditionExpression: 'owner = :pk' };
    expect(json('dynamodb', 'Query', byOwner)[0]).toMatchObject({ resource: `${TABLE}/index/by-owner` });
    expect(() => json('dynamodb', 'Query', { ...query, KeyConditionExpression: 'sk = :pk' })).toThrow(/partition key/);
  });

  it('of S3, by path and query, with the key of the bucket', () => {
    expect(s3('GET', '/b/a%20b/c?x-id=GetObject')).toEqual([
      's3:GetObject arn:aws-cn:s3:::b/a b/c',
      `kms:Decrypt ${KEY}`,
    ]);
    expect(s3('PUT', '/c/a', { 'x-amz-object-lock-mode': 'GOVERNANCE' })).toEqual([
      's3:PutObject arn:aws-cn:s3:::c/a',
      's3:PutObjectRetention arn:aws-cn:s3:::c/a',
    ]);
    expect(s3('GET', '/c?versions&prefix=a')).toEqual(['s3:ListBucketVersions arn:aws-cn:s3:::c']);
    const body = '<Object><Key>a&amp;b</Key><VersionId>1</VersionId></Object><Object><Key>c</Key></Object>';
    expect(s3('POST', '/c?delete=', {}, body)).toEqual([
      's3:DeleteObjectVersion arn:aws-cn:s3:::c/a&b',
      's3:DeleteObject arn:aws-cn:s3:::c/c',
    ]);
    expect(() => s3('PUT', '/c/a?acl')).toThrow(/does not know/);
  });

  it('of queues, keys and buses, wherever they are', () => {
    const one = (service: Service, operation: string, input: object) => json(service, operation, input)[0];
    expect(one('sqs', 'SendMessageBatch', { QueueUrl: 'http://h/111122223333/q' })).toMatchObject({
      action: 'sqs:SendMessage',
      resource: 'arn:aws-cn:sqs:cn-north-1:111122223333:q',
    });
    expect(one('kms', 'Decrypt', { KeyId: '1', EncryptionContext: { app: 'wx' } })).toEqual({
      action: 'kms:Decrypt',
      resource: KEY,
      context: { 'kms:EncryptionContext:app': 'wx' },
    });
    expect(() => json('kms', 'Sign', { KeyId: 'alias/log' })).toThrow(/cannot tell the key/);
    const Entries = [{ EventBusName: 'a' }, { EventBusName: 'a' }, {}];
    expect(json('eventbridge', 'PutEvents', { Entries }).map(({ resource }) => resource.split('/')[1])).toEqual([
      'a',
      'default',
    ]);
    expect(() => json('lambda', 'Invoke', {})).toThrow(/does not know/);
  });
});

describe('the guard of a function', () => {
  const guard = (Action: string | readonly string[]) => {
    const heard: string[] = [];
    const counted: (readonly [string, number, number])[] = [];
    const statements = readPolicy({ Statement: [{ Sid: 'Mine', Effect: 'Allow', Action, Resource: '*' }] });
    const access = {
      ...around,
      caller: 'tag',
      role: 'arn:aws-cn:iam::000000000000:role/tag',
      statements,
      policies: {},
      services: {},
    };
    const judge = new Guard(access, (notice) => {
      if (notice.kind === 'used') heard.push(notice.grant);
      else if (notice.kind === 'refused') heard.push(notice.why);
      else for (const { call, allowed, refused } of notice.calls) counted.push([call.action, allowed, refused]);
    });
    return { judge, heard, counted };
  };
  const get = { action: 's3:GetObject', resource: 'arn:aws-cn:s3:::c/a', context: {} };

  it('tells once of what is used, and each time why something is refused', () => {
    const { judge, heard } = guard('s3:Get*');
    expect([judge.refuses([get]), judge.refuses([get])]).toEqual([null, null]);
    const put = { ...get, action: 's3:PutObject' };
    expect(judge.refuses([get, put])).toContain('tag is not authorized to perform s3:PutObject on arn:aws-cn:s3:::c/a');
    expect(heard).toEqual(['tag Mine s3:GetObject', expect.stringContaining('s3:PutObject')]);
  });

  it('counts calls by kind, and tells of them when it is asked to, each once', () => {
    const { judge, counted } = guard('s3:Get*');
    judge.refuses([1, 2, 1].map((name) => ({ ...get, resource: `arn:aws-cn:s3:::c/a/${name}` })));
    judge.refuses([{ ...get, action: 's3:PutObject' }]);
    judge.tellCalls();
    judge.tellCalls();
    expect(counted).toEqual([
      ['s3:GetObject', 3, 0],
      ['s3:PutObject', 0, 1],
    ]);
  });

  it('hides that an object is not there from who may not list its bucket', () => {
    expect(guard('s3:GetObject').judge.maySeeAbsence([get])).toBe(false);
    expect(guard(['s3:GetObject', 's3:ListBucket']).judge.maySeeAbsence([get])).toBe(true);
  });
});
