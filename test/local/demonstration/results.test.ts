import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Receipt } from '../../../lib/evidence/index.ts';
import { writeBytes } from '../../../local/demonstration/out.ts';
import { report } from '../../../local/demonstration/report.ts';
import { choose, type ResultsServer, serveResults } from '../../../local/demonstration/results/server.ts';
import { sampleSummary as summary } from './sample-summary.ts';

const receipts = Array.from({ length: 60 }, (_, index) => ({
  id: `${index}`.padStart(22, 'r'),
  policy: { id: index % 2 === 0 ? 'weidandan' : 'kuaishou-shop' },
  dataset: 'weidandan-posts',
})) as unknown as Receipt[];

describe('the table', () => {
  test('shows what became of the records, and every check', () => {
    const text = report(summary);
    expect(text).toMatch(/weidandan\s+2\s+1\s+40\s+10\s+5\s+3\s+25/);
    expect(text).toContain('1 triggers played by one person each: 0 done, 1 down to what a floor keeps; 1 waited');
    expect(text).toContain(
      'before the data protection officer approved it: 3 rules, 2 records due under them. 1 that came',
    );
    expect(text).toContain('✓ P1  nothing is erased early');
    expect(text).toContain('✗ P2  gone in time');
    expect(text).toContain('1 of 2 checks did NOT hold.');
    expect(text).toContain(
      '3 certificates (1 erased, 1 beyond-use, 1 final), of which 3 verify; kept back: 2 for a restriction.',
    );
  });
});

describe('choosing receipts', () => {
  test('newest first, in pages, by policy and beginning of the id', () => {
    expect(choose(receipts, new URLSearchParams('count=2')).receipts.map(({ id }) => id.slice(-2))).toEqual([
      '59',
      '58',
    ]);
    expect(choose(receipts, new URLSearchParams('policy=weidandan')).total).toBe(30);
    expect(choose(receipts, new URLSearchParams(`id=${'r'.repeat(20)}5`)).total).toBe(10);
    expect(choose(receipts, new URLSearchParams('from=59&count=bad')).receipts).toHaveLength(1);
  });
});

describe('the page', () => {
  const results = mkdtempSync(join(tmpdir(), 'expunge-results-'));
  let server: ResultsServer;
  beforeAll(async () => {
    const files = ['report/index.html', 'verify.html', 'log/log.vkey', 'certificates/a-case/final.html'];
    for (const file of [...files, 'certificates/a-case/erased.html', 'data/s3.sqlite']) {
      writeBytes(join(results, file), `this is ${file}`);
    }
    server = await serveResults({ summary: { ...summary, results }, receipts });
  });
  afterAll(async () => {
    await server.close();
    rmSync(results, { recursive: true, force: true });
  });

  test('is on loopback, whole, and shows nothing as markup that was text', async () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const answer = await fetch(server.url);
    const html = await answer.text();
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(html).toContain('1 of 2 checks did not hold');
    expect(html).not.toContain('<posts>');
    expect(html).not.toContain('Seed <b>');
  });

  test('gives the summary as it was written', async () => {
    expect(await (await fetch(`${server.url}summary.json`)).json()).toEqual({ ...summary, results });
  });

  test('links to what an outsider is given, and serves that and nothing else of the folder', async () => {
    const html = await (await fetch(server.url)).text();
    const links = [...html.matchAll(/href="\/([^"]+)"/g)].map(([, path = '']) => path);
    expect(links).toEqual([
      'report/index.html',
      'certificates/a-case/final.html',
      'verify.html',
      'log/log.vkey',
      'summary.json',
    ]);
    for (const link of links.slice(0, -1)) {
      const answer = await fetch(server.url + link);
      expect([answer.status, await answer.text()]).toEqual([200, `this is ${link}`]);
      expect(answer.headers.get('content-security-policy')).not.toContain('connect-src');
    }
    for (const other of [
      'certificates/a-case/erased.html',
      'data/s3.sqlite',
      'log/../data/s3.sqlite',
      'verify.html/',
    ]) {
      expect((await fetch(server.url + other)).status).toBe(404);
    }
  });

  test('answers nobody who calls it by another name, and changes nothing', async () => {
    const status = await new Promise((resolve) => {
      request(server.url, { headers: { host: 'evil.example' } }, ({ statusCode }) => resolve(statusCode)).end();
    });
    expect(status).toBe(403);
    expect((await fetch(server.url, { method: 'POST' })).status).toBe(403);
    expect((await fetch(`${server.url}etc`)).status).toBe(404);
  });
});
