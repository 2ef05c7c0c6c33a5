import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ListAliasesCommand } from '@aws-sdk/client-kms';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Fate, Handed, Repetition, SentRequest } from '../../../local/faults/index.ts';
import { MovableClock, type Runtime, startRuntime } from '../../../local/runtime/index.ts';
import { synthesise } from './tiny-app.ts';

/** Stands for every function of the tiny app that stores: it is called by what the stack makes of its name. */
const STORE = /Store/;

describe('faults on purpose', () => {
  const root = mkdtempSync(join(tmpdir(), 'faults-'));
  let runtime: Runtime;
  let fates: Fate[] = [];
  let repetitions: Repetition[] = [];
  const seen: SentRequest[] = [];
  const handed: Handed[] = [];
  let numbered = 0;

  beforeAll(async () => {
    runtime = await startRuntime({
      assembly: await synthesise(root, 'us-east-1'),
      dataDir: join(root, 'data'),
      clock: new MovableClock({ start: Date.UTC(2027, 0, 1) }),
      faults: {
        request: (request) => {
          seen.push(request);
          return request.service === 's3' && STORE.test(request.caller) ? (fates.shift() ?? 'pass') : 'pass';
        },
        handed: (batch) => {
          handed.push(batch);
          return STORE.test(batch.to) ? (repetitions.shift() ?? 'once') : 'once';
        },
      },
    });
  });
  beforeEach(() => {
    fates = [];
    repetitions = [];
    seen.length = 0;
    handed.length = 0;
  });
  afterAll(async () => {
    await runtime?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  const id = (logicalId: RegExp, type: string) =>
    runtime.resources.find((one) => logicalId.test(one.logicalId) && one.type === type)?.physicalId ?? '';
  const put = (pk: string) => {
    const TableName = id(/^Table/, 'AWS::DynamoDB::Table');
    return runtime.clients.dynamodb().send(new PutItemCommand({ TableName, Item: { pk: { S: pk } } }));
  };
  /** How many times an object was stored. */
  const stored = async (Prefix: string) => {
    const Bucket = id(/^Bucket/, 'AWS::S3::Bucket');
    return (await runtime.clients.s3().send(new ListObjectVersionsCommand({ Bucket, Prefix }))).Versions?.length ?? 0;
  };
  const takes = async () => {
    const pk = `${++numbered} item`;
    await put(pk);
    await runtime.settle();
    return stored(pk);
  };

  test('tell who asks what of which service', async () => {
    expect(await takes()).toBe(1);
    const [request] = seen.filter(({ service }) => service === 's3');
    expect(request).toEqual({ service: 's3', caller: id(/^Store/, 'AWS::Lambda::Function'), operation: 'PUT' });
    expect(handed.map(({ from, times }) => `${from} ${times}`).sort()).toEqual(['queue 1', 'stream 1']);
  });

  // Two: the answer was lost, and the function or the SDK in it did it again.
  test.each([
    ['throttle', 1],
    ['fail', 1],
    ['cut', 1],
    ['lose', 2],
    ['kill before', 1],
    ['kill after', 2],
    ['kill with', 2],
  ] as const)('%s: what was asked for happens all the same', async (fate, times) => {
    fates = [fate];
    expect(await takes()).toBe(times);
    expect(handed.some((batch) => batch.times === 2)).toBe(fate.startsWith('kill'));
  });

  test.each(['again', 'meanwhile'] as const)('a message that comes %s is worked twice', async (repetition) => {
    repetitions = [repetition];
    expect(await takes()).toBe(2);
    expect(handed.map(({ times }) => times)).toContain(2);
  });

  test('a function that is killed at work is run anew', async () => {
    const pk = 'slow-kill';
    await put(pk);
    while (runtime.kill('Work/Store') === 0) await new Promise((go) => setTimeout(go, 20));
    await put(`${++numbered} after`);
    // It sleeps until its time-out the second time: tried twice, and set aside.
    await runtime.settle();
    expect([await stored(pk), await stored(`${numbered} after`)]).toEqual([0, 1]);
    expect(runtime.kill('Work/Store'), 'nothing runs').toBe(0);
  });

  test.each(['dynamodb', 's3', 'sqs', 'kms', 'eventbridge'] as const)('a restart of %s under way loses nothing', {
    timeout: 120_000,
  }, async (service) => {
    const names = Array.from({ length: 20 }, (_, index) => `${service} ${index}`);
    const under = async () => {
      for (let times = 0; times < 3; times++) {
        await new Promise((go) => setTimeout(go, 30));
        await runtime.restart(service, 20);
      }
    };
    const insist = async (pk: string): Promise<unknown> => put(pk).catch(() => insist(pk));
    await Promise.all([under(), ...names.map(insist)]);
    await Promise.all([runtime.settle(), runtime.restart(service)]);
    await runtime.settle();
    expect(new Set(await Promise.all(names.map(stored))), 'at least once').not.toContain(0);
    const { Aliases } = await runtime.clients.kms().send(new ListAliasesCommand({}));
    expect(Aliases?.map(({ AliasName }) => AliasName)).toEqual(['alias/mac']);
    await runtime.invoke('Work/Clock', { announce: true });
  });
});
