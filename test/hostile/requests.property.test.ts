import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ResultsServer, serveResults } from '../../local/demonstration/results/server.ts';
import type { Outcome } from '../../local/demonstration/run.ts';
import { sampleSummary } from '../local/demonstration/sample-summary.ts';
import { CANARY, hostileText } from './hostile.ts';
import { runsOf } from './runs.ts';

/*
 * The one server that people have: the results of a demonstration, on the loopback interface, where every page that they have
 * open may send requests to it.
 */
const SECRET = 'not-for-you';

describe('a request that somebody made up', () => {
  let folder: string;
  let server: ResultsServer;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'expunge-requests-'));
    writeFileSync(join(folder, 'secret'), SECRET);
    const results = join(folder, 'results');
    server = await serveResults({ summary: { ...sampleSummary, results }, receipts: [] } as unknown as Outcome);
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  /** Bytes as nobody's library would send them. */
  const ask = (head: string): Promise<string> =>
    new Promise((resolve) => {
      const { port } = new URL(server.url);
      let said = '';
      const socket = connect(Number(port), '127.0.0.1', () => socket.end(head));
      socket.on('data', (chunk) => {
        said += chunk;
      });
      for (const event of ['close', 'error']) socket.once(event, () => resolve(said));
    });
  const request = (path: string, host = '127.0.0.1', method = 'GET') =>
    ask(`${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  const ODD = [
    ...['//', '///', '//[', 'http://[', 'http://a:b@c:99999/', '*', '/%', '/%00', '/%c0%ae%c0%ae/secret', '/?a=%'],
    ...[
      '/../secret',
      '/report/../../secret',
      '/report/..%2f..%2fsecret',
      '/..\\secret',
      '/log/checkpoint/../../../secret',
    ],
    ...['/receipts.json?count=1e9&from=-1', '/receipts.json?id=__proto__&policy=constructor', `/${'a'.repeat(10_000)}`],
    ...['/report/index.html', '/verify.html', '/certificates/x', '/summary.json/', '/SUMMARY.JSON', ''],
  ];

  it('is answered, or not understood, and the next one is answered too; nothing is read but the results', async () => {
    const path = fc.oneof(
      fc.constantFrom(...ODD),
      hostileText.map((text) => `/${text}`),
      hostileText.map(encodeURI),
    );
    const host = fc.constantFrom('127.0.0.1', 'localhost:1', 'evil.example', '127.0.0.1.evil.example', '');
    const method = fc.constantFrom('GET', 'GET', 'HEAD', 'POST', 'OPTIONS', 'PUT', 'X');
    await fc.assert(
      fc.asyncProperty(path, host, method, async (where, name, how) => {
        const said = await request(where, name, how);
        expect(said).not.toContain(SECRET);
        expect(said).not.toMatch(/\n\s+at .*:\d+/);
        const [, status] = /^HTTP\/1\.1 (\d+)/.exec(said) ?? [];
        expect(['200', '400', '403', '404', '431', '501', undefined]).toContain(status);
        if (status === '404' || status === '400') expect(said).not.toContain(CANARY);
        if (name.includes('evil') || name === '') expect(status).not.toBe('200');
        expect(await request('/receipts.json')).toMatch(/^HTTP\/1\.1 200/);
      }),
      runsOf('requests to the results'),
    );
  });
});
