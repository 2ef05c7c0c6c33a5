import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListObjectsV2Command, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MovableClock, type Runtime, startRuntime } from '../../../local/runtime/index.ts';
import { synthesise } from './tiny-app.ts';

const DAY = 86_400_000;
const START = Date.UTC(2027, 0, 1);

describe('the embedded runtime', () => {
  const root = mkdtempSync(join(tmpdir(), 'runtime-'));
  const lines: string[] = [];
  let runtime: Runtime;

  beforeAll(async () => {
    const assembly = await synthesise(root, 'cn-north-1');
    runtime = await startRuntime({
      assembly,
      dataDir: join(root, 'data'),
      clock: new MovableClock({ start: START }),
      onLog: (name, line) => lines.push(`${name} ${line}`),
    });
  });

  afterAll(async () => {
    await runtime?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  const id = (logicalId: RegExp, type: string) => {
    const found = runtime.resources.filter((one) => logicalId.test(one.logicalId) && one.type === type);
    expect(found).toHaveLength(1);
    return found[0]?.physicalId ?? '';
  };
  const table = () => id(/^Table/, 'AWS::DynamoDB::Table');
  const bucket = () => id(/^Bucket/, 'AWS::S3::Bucket');
  const queue = (name: RegExp) => id(name, 'AWS::SQS::Queue');
  const put = (pk: string) =>
    runtime.clients
      .dynamodb()
      .send(new PutItemCommand({ TableName: table(), Item: { pk: { S: pk }, bytes: { B: new Uint8Array([1, 2]) } } }));
  const keys = async () => {
    const { Contents } = await runtime.clients.s3().send(new ListObjectsV2Command({ Bucket: bucket() }));
    return (Contents ?? []).map(({ Key }) => Key);
  };
  const object = async (Key: string) => {
    const { Body } = await runtime.clients.s3().send(new GetObjectCommand({ Bucket: bucket(), Key }));
    return JSON.parse((await Body?.transformToString()) ?? 'null');
  };
  const count = async (name: RegExp) => {
    const command = new GetQueueAttributesCommand({ QueueUrl: queue(name), AttributeNames: ['All'] });
    return Number((await runtime.clients.sqs().send(command)).Attributes?.ApproximateNumberOfMessages);
  };

  test('takes a record from table to stream, function, FIFO queue, function and bucket', async () => {
    await Promise.all(Array.from({ length: 60 }, (_, index) => put(`${index % 7}-${index}`)));
    await runtime.settle();
    expect(await keys()).toHaveLength(60);
    expect(await object('0-0')).toMatchObject({
      pk: '0-0',
      eventName: 'INSERT',
      group: '0',
      image: { bytes: { B: 'AQI=' } },
    });
    expect((await object('0-0')).eventSourceARN).toMatch(
      /^arn:aws-cn:dynamodb:cn-north-1:000000000000:table\/Data-Table\w+\/stream\//,
    );
    expect(lines.some((line) => /Store\w+ storing 0-0 true/.test(line))).toBe(true);
    // the bucket announces what is stored, on the default bus
    expect(await count(/^Stored/)).toBe(60);
  });

  test('runs a function that the SDK invokes by name or ARN, and tells how it ended', async () => {
    const name = id(/^Clock/, 'AWS::Lambda::Function');
    const invoke = async (FunctionName: string, payload: object) => {
      const command = new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) });
      const { StatusCode, FunctionError, Payload } = await runtime.clients.lambda().send(command);
      return { StatusCode, FunctionError, answer: JSON.parse(Payload?.transformToString() ?? '') };
    };
    const ended = await invoke(name, { at: 'a call' });
    expect(ended).toMatchObject({ StatusCode: 200, FunctionError: undefined });
    expect(ended.answer.environment).toContain('AWS_ENDPOINT_URL_LAMBDA');
    const { arn = '' } = runtime.resource(runtime.resources.find((one) => one.physicalId === name)?.path ?? '');
    expect((await invoke(arn, {})).answer.times).toHaveLength(5);
    const broken = await invoke(id(/^Store/, 'AWS::Lambda::Function'), { Records: [] });
    expect(broken).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled', answer: { errorType: 'TypeError' } });
    await expect(invoke('nobody', {})).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const event = new InvokeCommand({ FunctionName: name, InvocationType: 'Event' });
    await expect(runtime.clients.lambda().send(event)).rejects.toThrow('does not implement');
    expect((await fetch(runtime.endpoints.lambda)).status, 'unsigned').toBe(403);
  });

  test('tells of a stream record that fails for good, and goes on with the next', async () => {
    await Promise.all(['a', 'poison-1', 'b'].map(put));
    await runtime.settle();
    expect(await keys()).toEqual(expect.arrayContaining(['a', 'b']));
    const { Messages = [] } = await runtime.clients
      .sqs()
      .send(new ReceiveMessageCommand({ QueueUrl: queue(/^Letters/), MaxNumberOfMessages: 10 }));
    const [letter] = Messages.map(({ Body }) => JSON.parse(Body ?? ''));
    expect(Messages).toHaveLength(1);
    expect(letter).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
      DDBStreamBatchInfo: { batchSize: 1 },
    });
    expect(JSON.stringify(letter)).not.toContain('poison');
  });

  test.each([
    'failing',
    'exiting',
    'slow',
  ])('a message whose function is %s is redriven; later ones are not lost', async (what) => {
    const before = runtime.clock.now();
    const dead = await count(/^Failed/);
    await put(`${what}-1`);
    await put(`${what.slice(0, 1)}-after-${what}`);
    await runtime.settle();
    expect(await keys()).toContain(`${what.slice(0, 1)}-after-${what}`);
    expect(await count(/^Failed/)).toBe(dead + 1);
    // twice the visibility time-out of ten minutes, by the clock
    expect(runtime.clock.now() - before).toBeGreaterThanOrEqual(1_200_000);
  });

  test('a function sees the moved clock, the template’s environment and nothing of ours', async () => {
    process.env.SECRET_OF_THE_HOST = 'x';
    await runtime.moveClock(runtime.clock.now() + 180 * DAY);
    const before = Math.floor(runtime.clock.now() / 1_000) * 1_000;
    const { times, environment } = (await runtime.invoke('Work/Clock')) as { times: number[]; environment: string[] };
    for (const time of times.slice(0, 3)) {
      expect(time).toBeGreaterThanOrEqual(before);
      expect(time).toBeLessThanOrEqual(runtime.clock.now());
    }
    expect(times.slice(3)).toEqual([0, true]);
    expect(environment).toEqual(expect.arrayContaining(['AWS_REGION', 'BUS', 'AWS_ENDPOINT_URL_DYNAMODB']));
    expect(environment).not.toContain('SECRET_OF_THE_HOST');
    expect(environment).not.toContain('PATH');
  });

  test('renewed, a function begins anew, as after a deployment', async () => {
    const calls = async () => ((await runtime.invoke('Work/Clock')) as { calls: number }).calls;
    await calls();
    expect(await calls()).toBeGreaterThan(1);
    await runtime.renew();
    expect(await calls()).toBe(1);
  });

  test('a schedule fires once for each move of the clock', async () => {
    const fired = () => lines.filter((line) => line.includes('the clock ran by hand')).length;
    const before = fired();
    await runtime.moveClock(runtime.clock.now() + DAY);
    await runtime.moveClock(runtime.clock.now() + 60_000);
    await runtime.moveClock(runtime.clock.now() + DAY);
    expect(fired() - before).toBe(2);
  });

  test('an event put by a function reaches the targets of its rule', async () => {
    const before = await count(/^Stored/);
    await runtime.invoke('Work/Clock', { announce: true });
    await runtime.settle();
    expect((await count(/^Stored/)) - before).toBe(1);
  });

  test('a function is refused what its role does not allow, as AWS refuses it', async () => {
    await expect(runtime.invoke('Work/Clock', { elsewhere: 'default' })).rejects.toThrow(
      /AccessDeniedException: .*not authorized to perform events:PutEvents on .*event-bus\/default/,
    );
    expect([...runtime.permissions.refused]).toEqual([expect.stringContaining('events:PutEvents')]);
  });

  test('what functions print is in their files', async () => {
    const name = id(/^Clock/, 'AWS::Lambda::Function');
    expect(readFileSync(join(root, 'data', 'logs', `${name}.log`), 'utf8')).toContain('the clock ran');
  });

  test('the five minutes of FIFO deduplication pass by the clock', async () => {
    const send = async () => {
      const message = { MessageBody: '{"pk":"twin"}', MessageGroupId: 't', MessageDeduplicationId: 'twin' };
      await runtime.clients.sqs().send(new SendMessageCommand({ QueueUrl: queue(/^Queue/), ...message }));
      await runtime.settle();
      const { Versions } = await runtime.clients
        .s3()
        .send(new ListObjectVersionsCommand({ Bucket: bucket(), Prefix: 'twin' }));
      return Versions?.length;
    };
    expect(await send()).toBe(1);
    expect(await send()).toBe(1);
    await runtime.moveClock(runtime.clock.now() + 301_000);
    expect(await send()).toBe(2);
  });

  test('stopping leaves no process behind', async () => {
    await runtime.stop();
    expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(join(root, 'data'));
  });
});
