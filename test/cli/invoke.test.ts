import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, invokeFunction, invokeWith } from '../../cli/invoke.ts';
import type { LocalServer } from '../../local/http/index.ts';
import { startLambda } from '../../local/lambda/index.ts';
import { worldWith } from './world.ts';

let server: LocalServer;
let client: LambdaClient;
const events: unknown[] = [];
beforeAll(async () => {
  server = await startLambda({
    invoke: (name, event) => {
      if (name === 'nobody') return null;
      events.push([name, JSON.parse(event)]);
      if (name === 'coded') return ending({ errorType: 'Error', errorMessage: 'KEY_UNAVAILABLE' });
      if (name === 'dead') return ending({ errorType: 'Runtime.ExitError' });
      const error = { code: 'EPOCH_IN_USE', message: 'The evidence epoch 2026 is in use.' };
      const answer = { refusing: { error }, silent: null }[name];
      return Promise.resolve({ ok: true, payload: JSON.stringify(answer === undefined ? { fine: name } : answer) });
    },
  });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new LambdaClient({ endpoint: server.endpoint, region: 'cn-north-1', credentials, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});
const ending = (fault: object) => Promise.resolve({ ok: false as const, fault });

describe('asking a function', () => {
  it('brings its answer back', async () => {
    expect(await invokeWith(client, 'expunge-operate', { command: 'epoch list' })).toEqual({ fine: 'expunge-operate' });
    expect(events.at(-1)).toEqual(['expunge-operate', { command: 'epoch list' }]);
    expect(await invokeWith(client, 'silent', {})).toBeNull();
  });

  it.each([
    ['refuses, with its words', 'refusing', 'EPOCH_IN_USE', 'The evidence epoch 2026 is in use.'],
    ['fails with a code', 'coded', 'KEY_UNAVAILABLE', 'It failed with KEY_UNAVAILABLE; its log says where and why.'],
    ['dies', 'dead', 'STORE_UNAVAILABLE', 'It failed with no message; its log says where and why.'],
    [
      'is not there',
      'nobody',
      'STORE_UNAVAILABLE',
      'It could not be asked: ResourceNotFoundException. Check credentials, region and deployment.',
    ],
  ])('tells when it %s', async (_, name, code, message) => {
    await expect(invokeWith(client, name, {})).rejects.toMatchObject({ code, message, place: name });
  });

  it('tells when nobody listens, without quoting what was asked', async () => {
    const where = { endpoint: 'http://127.0.0.1:1', region: 'cn-north-1' };
    const failed = invokeFunction('expunge-operate', { subject: 'li' }, where);
    await expect(failed).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.not.stringContaining('li '),
    });
  });

  it('names the function by the deployment, and passes endpoint and region on where they are given', async () => {
    const asked: unknown[] = [];
    const world = worldWith({ invoke: async (...what) => asked.push(what) });
    await ask(world, 'operate', { a: 1 }, { files: [], options: { deployment: 'expunge' } });
    const options = { deployment: 'shop', endpoint: 'http://127.0.0.1:9', region: 'cn-north-1' };
    await ask(world, 'certify', {}, { files: [], options });
    expect(asked).toEqual([
      ['expunge-operate', { a: 1 }, {}],
      ['shop-certify', {}, { endpoint: 'http://127.0.0.1:9', region: 'cn-north-1' }],
    ]);
  });
});
