import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json11, type LocalServer, listen } from '../../local/http/index.ts';

const SIGNED = {
  authorization: `AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
  'x-amz-date': '20261123T000000Z',
};

describe('a JSON 1.1 server', () => {
  let server: LocalServer;
  beforeAll(async () => {
    server = await listen(
      json11('Echo', {
        Say: (input) => input,
        Nothing: () => undefined,
        Break: () => {
          throw new Error('a bug');
        },
      }),
    );
  });
  afterAll(() => server.stop());

  const call = async (target: string, body: string, headers: Record<string, string> = SIGNED) => {
    const answer = await fetch(server.endpoint, {
      method: 'POST',
      body,
      headers: { 'x-amz-target': target, ...headers },
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };

  it('answers the operation that X-Amz-Target names', async () => {
    expect(await call('Echo.Say', '{"a":1}')).toEqual({ status: 200, body: { a: 1 } });
    expect(await call('Echo.Nothing', '')).toEqual({ status: 200, body: {} });
  });

  it('refuses a request without a complete signature', async () => {
    const { authorization, 'x-amz-date': date } = SIGNED;
    for (const headers of [
      {},
      { 'x-amz-date': date },
      { authorization },
      { authorization: 'Basic x', 'x-amz-date': date },
    ]) {
      expect(await call('Echo.Say', '{}', headers as Record<string, string>)).toMatchObject({ status: 403 });
    }
  });

  it('refuses operations it does not have, inherited names included', async () => {
    for (const target of ['Echo.Sing', 'Other.Say', 'Echo.constructor', '']) {
      const answer = await call(target, '{}');
      expect(answer).toMatchObject({ status: 400, body: { __type: 'UnknownOperationException' } });
    }
  });

  it('refuses a body that is no JSON object', async () => {
    for (const body of ['{', '[]', '"a"', 'null']) {
      expect(await call('Echo.Say', body)).toMatchObject({ status: 400, body: { __type: 'SerializationException' } });
    }
    expect(await call('Echo.Say', `"${'a'.repeat(2 ** 21)}"`)).toMatchObject({ status: 413 });
  });

  it('answers a fault of its own with status 500', async () => {
    expect(await call('Echo.Break', '{}')).toMatchObject({ status: 500, body: { __type: 'InternalServerException' } });
  });

  it('stops although a connection is kept open', async () => {
    const other = await listen(json11('Echo', {}));
    const open = request(other.endpoint, { method: 'POST' }).on('error', () => undefined);
    open.flushHeaders();
    await new Promise((resolve) => open.once('socket', resolve));
    await other.stop();
    await expect(fetch(other.endpoint)).rejects.toThrow();
  });
});
