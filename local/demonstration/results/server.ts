import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Receipt } from '../../../lib/evidence/index.ts';
import type { Outcome } from '../run.ts';
import type { Summary } from '../summary.ts';
import { page } from './page.ts';

export interface ResultsServer {
  readonly url: string;
  close(): Promise<void>;
}

const PER_PAGE = 50;
const MOST_PER_PAGE = 500;

/** What the run left behind for outsiders. Every page of it stands alone. */
const FILES: ReadonlyMap<string, { readonly type: string }> = new Map([
  ['/report/index.html', { type: 'text/html' }],
  ['/report/report.json', { type: 'application/json' }],
  ['/report/report.csv', { type: 'text/csv' }],
  ['/verify.html', { type: 'text/html' }],
  ['/log/log.vkey', { type: 'text/plain' }],
  ['/log/checkpoint', { type: 'text/plain' }],
]);
/** The sample certificate alone, as a page and as JSON. */
function certificateAt(path: string, { sampleCertificate }: Summary): { readonly type: string } | undefined {
  if (sampleCertificate === null) return undefined;
  if (path === `/${sampleCertificate}`) return { type: 'text/html' };
  return path === `/${sampleCertificate.replace(/html$/, 'json')}` ? { type: 'application/json' } : undefined;
}

/** Serves the results of a run on loopback: a page to look at, `summary.json`, and the receipts to browse. */
export async function serveResults({ summary, receipts }: Outcome): Promise<ResultsServer> {
  const html = page(summary);
  const json = JSON.stringify(summary, null, 2);
  const server = createServer((request, response) => {
    const url = URL.parse(request.url ?? '/', 'http://127.0.0.1');
    // A page elsewhere may point a name of its own at this machine: only our own address is answered.
    const isOurs = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '');
    if (!isOurs || (request.method !== 'GET' && request.method !== 'HEAD'))
      return answer(response, 403, 'text/plain', 'No.');
    if (url === null) return answer(response, 400, 'text/plain', 'That is no address.');
    switch (url.pathname) {
      case '/':
        return answer(response, 200, 'text/html', html);
      case '/summary.json':
        return answer(response, 200, 'application/json', json);
      case '/receipts.json':
        return answer(response, 200, 'application/json', JSON.stringify(choose(receipts, url.searchParams)));
      default: {
        const file = FILES.get(url.pathname) ?? certificateAt(url.pathname, summary);
        const bytes = file === undefined ? null : read(join(summary.results, url.pathname));
        if (file === undefined || bytes === null)
          return answer(response, 404, 'text/plain', 'There is nothing here. The results are at /.');
        return answer(response, 200, file.type, bytes, FILE_POLICY);
      }
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Null where somebody took it away meanwhile. */
function read(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

/** Receipts newest first: `policy`, `dataset` and `id` (its beginning) choose, `from` and `count` page. */
export function choose(
  receipts: readonly Receipt[],
  query: URLSearchParams,
): { total: number; receipts: readonly Receipt[] } {
  const [policy, dataset, id] = [query.get('policy') ?? '', query.get('dataset') ?? '', query.get('id') ?? ''];
  const chosen = receipts.filter(
    (receipt) =>
      (policy === '' || receipt.policy.id === policy) &&
      (dataset === '' || receipt.dataset === dataset) &&
      receipt.id.startsWith(id),
  );
  const from = wholeNumber(query.get('from'), 0);
  const count = Math.min(wholeNumber(query.get('count'), PER_PAGE), MOST_PER_PAGE);
  return { total: chosen.length, receipts: chosen.toReversed().slice(from, from + count) };
}

function wholeNumber(text: string | null, otherwise: number): number {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : otherwise;
}

const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'";
/** They carry narrower ones of their own; nothing in them asks for anything. */
const FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

function answer(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Uint8Array,
  policy = PAGE_POLICY,
): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  response.end(body);
}
