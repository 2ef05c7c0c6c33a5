import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Receipt } from '../../../lib/evidence/index.ts';
import { writeBytes } from '../../../local/demonstration/out.ts';
import { report } from '../../../local/demonstration/report.ts';
import { choose, type ResultsServer, serveResults } from '../../../local/demonstration/results/server.ts';
import type { Summary } from '../../../local/demonstration/summary.ts';

const counts = { subjects: 2, closed: 1, records: 40, deleted: 10, anonymised: 5, restricted: 3, untouched: 25 };
const summary: Summary = {
  subjects: 2,
  records: 40,
  approvals: { rules: 3, records: 2, erasedBefore: 0, again: 1 },
  tagged: 40,
  due: 15,
  deleted: 10,
  anonymised: 5,
  restricted: 3,
  verifiedAbsent: 15,
  receipts: 60,
  logSize: 60,
  logRoot: 'ab'.repeat(32),
  logVerified: true,
  certificates: 3,
  certificatesByStage: { erased: 1, 'beyond-use': 1, final: 1 },
  certificatesVerified: 3,
  certificatesRefused: { restriction: 2 },
  sampleCertificate: 'certificates/a-case/final.html',
  stuck: 0,
  late: 0,
  casesOpened: 1,
  casesCompleted: 0,
  casesRestricted: 1,
  untouched: 25,
  seed: '<b>',
  days: 200,
  from: '2026-03-01T16:00:00.000Z',
  until: '2026-09-17T16:00:00.000Z',
  seconds: 61.2,
  policies: { weidandan: counts },
  results: '/tmp/x',
  triggers: [
    {
      policy: 'weidandan',
      trigger: 'ErasureRequested',
      scope: 'category',
      subjects: 1,
      outcome: 'restricted',
      gates: ['identity'],
      hours: 49,
      inTime: true,
      erased: 4,
      keptByLaw: 2,
      untouched: 11,
      wrong: [],
    },
  ],
  checks: [
    { promise: 'P1', name: 'nothing is erased early', ok: true, detail: '25 & more' },
    { promise: 'P2', name: 'gone in time', ok: false, detail: '1 in <posts>' },
  ],
};
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
