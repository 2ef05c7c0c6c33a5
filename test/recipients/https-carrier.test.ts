import { createHash, createPublicKey, verify } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExpungeError } from '../../lib/errors.ts';
import { httpsCarrier } from '../../lib/recipients/index.ts';
import type { Notice } from '../../lib/recipients/notice.ts';
import { memoryNoticeKey, START } from './recipients-world.ts';

const URL_OF_PLAN = 'https://courier.example/erase?from=shop';
const notice: Notice = {
  format: 'expunge-notice/1',
  case: 'C'.repeat(22),
  controller: 'A shop',
  policy: 'shop',
  recipient: 'courier',
  subject: 'li-13912345678',
  scope: { kind: 'account' },
  categories: [{ id: 'network', term: 'IP 地址' }],
  clause: '6.1.2 f',
  ground: '4.1j',
  ask: 'erase and confirm',
  confirmBy: '2026-11-02T16:00:00.000Z',
  confirmTo: 'privacy@shop.example',
};

interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

let server: Server;
let received: Received[];
let answer: (response: ServerResponse) => void;
const key = memoryNoticeKey();

beforeEach(async () => {
  received = [];
  answer = (response) => response.writeHead(204).end();
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url: path = '', headers } = request;
    received.push({ method, path, headers, body: Buffer.concat(chunks) });
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const endpoint = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const clock = { now: () => START + 499, sleep: async () => {} };
const send = (options: Partial<Parameters<typeof httpsCarrier>[0]> = {}) =>
  httpsCarrier({ fetch, key, clock, endpoint: endpoint(), ...options })({ by: 'https', url: URL_OF_PLAN }, notice, 1);
const codeOf = async (sent: Promise<unknown>) =>
  sent.then(
    () => 'accepted',
    (error: ExpungeError) => error.code,
  );

/**
 * What docs/formats.md asks of a recipient, and nothing of ours: RFC 9421 and RFC 9530 by hand.
 */
function checkAsRecipient({ method, headers, body }: Received, url: string, pem: string): boolean {
  const digest = /^sha-256=:(.+):$/.exec(String(headers['content-digest']))?.[1];
  if (digest !== createHash('sha256').update(body).digest('base64')) return false;
  const [, parameters] = /^notice=(.+)$/.exec(String(headers['signature-input'])) ?? [];
  const [, signature] = /^notice=:(.+):$/.exec(String(headers.signature)) ?? [];
  const covered = '("@method" "@target-uri" "content-digest" "content-type")';
  if (parameters === undefined || signature === undefined || !parameters.startsWith(`${covered};`)) return false;
  const base = [
    `"@method": ${method}`,
    `"@target-uri": ${url}`,
    `"content-digest": ${headers['content-digest']}`,
    `"content-type": ${headers['content-type']}`,
    `"@signature-params": ${parameters}`,
  ].join('\n');
  const signer = { key: createPublicKey(pem), dsaEncoding: 'ieee-p1363' } as const;
  return verify('sha256', Buffer.from(base), signer, Buffer.from(signature, 'base64'));
}

describe('a notice over https', () => {
  it('is a signed POST that a recipient can check with the public key alone [R-17, D-46, E-24]', async () => {
    expect(await send()).toEqual({ confirmed: false });
    const [one] = received;
    if (one === undefined) throw new Error('nothing was received');
    expect([one.method, one.path]).toEqual(['POST', '/erase?from=shop']);
    expect(JSON.parse(one.body.toString('utf8'))).toEqual(notice);
    expect(one.headers['idempotency-key']).toBe(`${notice.case}/courier`);
    expect(one.headers['signature-input']).toContain(`;created=${START / 1000};keyid="${await key.id()}"`);
    expect(one.headers['signature-input']).toContain(';alg="ecdsa-p256-sha256"');
    expect(checkAsRecipient(one, URL_OF_PLAN, key.pem)).toBe(true);
  });

  it('passes for no other: not for another body, address or method, nor under another key', async () => {
    await send();
    const one = received[0] as Received;
    const body = Buffer.from(one.body.toString('utf8').replace('li-1', 'li-2'));
    expect(checkAsRecipient({ ...one, body }, URL_OF_PLAN, key.pem)).toBe(false);
    expect(checkAsRecipient(one, 'https://courier.example/keep', key.pem)).toBe(false);
    expect(checkAsRecipient({ ...one, method: 'PUT' }, URL_OF_PLAN, key.pem)).toBe(false);
    expect(checkAsRecipient(one, URL_OF_PLAN, memoryNoticeKey().pem)).toBe(false);
  });

  it('is written the same way at every attempt: RFC 8785', async () => {
    await send();
    await send();
    expect(received[0]?.body.equals(received[1]?.body as Buffer)).toBe(true);
    expect(received[0]?.body.toString('utf8')).toMatch(/^\{"ask":"erase and confirm","case":/);
  });

  it.each([
    ['{"confirmed":true}', true],
    ['{"confirmed":true,"at":"2026-10-12T02:00:00Z"}', true],
    ['{"confirmed":"true"}', false],
    ['{"confirmed":false}', false],
    ['["confirmed"]', false],
    ['null', false],
    ['OK', false],
    ['', false],
    [`{"confirmed":true,"padding":"${'x'.repeat(20_000)}"}`, false],
  ])('may be confirmed in the answer, in so many words: %.40s', async (body, confirmed) => {
    answer = (response) => response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    expect(await send()).toEqual({ confirmed });
  });

  it.each([301, 302, 307, 400, 401, 404, 409, 429, 500, 503])('is not taken where the answer is %i', async (status) => {
    answer = (response) => response.writeHead(status, { location: `${endpoint()}/elsewhere` }).end('no');
    expect(await codeOf(send())).toBe('RECIPIENT_REFUSES');
    expect(received, 'no redirect is followed').toHaveLength(1);
  });

  it('that nobody answers, or that is cut off, has not arrived', async () => {
    answer = (response) => response.socket?.destroy();
    expect(await codeOf(send())).toBe('RECIPIENT_SILENT');
    expect(await codeOf(send({ endpoint: 'http://127.0.0.1:1' }))).toBe('RECIPIENT_SILENT');
    const never: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        expect(init?.redirect).toBe('manual');
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        init?.signal?.dispatchEvent(new Event('abort'));
      });
    expect(await codeOf(send({ fetch: never }))).toBe('RECIPIENT_SILENT');
  });

  it('goes to the address of the plan and to no other', async () => {
    const called: string[] = [];
    const calls: typeof fetch = async (url) => {
      called.push(String(url));
      return new Response(null, { status: 200 });
    };
    await send({ fetch: calls, endpoint: null });
    expect(called).toEqual([URL_OF_PLAN]);
  });

  it.each([
    'http://10.0.0.1:80',
    'https://127.0.0.1:80',
    'http://127.0.0.1.example:80',
    'http://user@127.0.0.1:80',
    'http://127.0.0.1:80/path',
  ])('is redirected to this machine only: not to %s', (elsewhere) => {
    expect(() => httpsCarrier({ fetch, key, clock, endpoint: elsewhere })).toThrow(ExpungeError);
  });

  it('says in no message whose data it is about, or what the other side said', async () => {
    answer = (response) => response.writeHead(500).end(`unknown ${notice.subject}`);
    const fault = await send().catch((error: ExpungeError) => error);
    expect(JSON.stringify([(fault as ExpungeError).message, (fault as ExpungeError).place])).not.toContain('li-139');
    expect((fault as ExpungeError).place).toBe('courier');
  });

  it('is not sent unsigned where the key does not sign', async () => {
    const broken = { ...key, sign: async () => new Uint8Array([1, 2, 3]) };
    expect(await codeOf(send({ key: broken }))).toBe('KEY_UNAVAILABLE');
    expect(received).toEqual([]);
  });
});
