import type { RequestListener } from 'node:http';
import { AwsFault } from './fault.ts';
import { answerJson, readJson } from './json.ts';
import { requireSignature } from './signature.ts';

/** What a REST-JSON operation gets: path labels and query by name, and the body. */
export interface RestRequest {
  readonly labels: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
}

export interface Route {
  readonly method: string;
  /** Matched against the whole path; its named groups become the labels. */
  readonly path: RegExp;
  readonly operation: (request: RestRequest) => unknown;
}

/** The protocol "REST JSON": the operation is told by method and path. Anything without a route is refused. */
export function restJson(routes: readonly Route[]): RequestListener {
  return (request, response) =>
    answerJson(response, 'application/json', async () => {
      requireSignature(request);
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      for (const route of routes) {
        const match = route.method === request.method ? route.path.exec(url.pathname) : null;
        if (match === null) continue;
        const labels = Object.fromEntries(Object.entries(match.groups ?? {}).map(([k, v]) => [k, decode(v)]));
        return (await route.operation({ labels, query: url.searchParams, body: await readJson(request) })) ?? {};
      }
      const what = `${request.method} ${url.pathname}`;
      throw new AwsFault('UnknownOperationException', `This local server does not implement "${what}".`);
    });
}

function decode(label: string): string {
  try {
    return decodeURIComponent(label);
  } catch {
    throw new AwsFault('ValidationException', 'The path of the request is not percent-encoded UTF-8.');
  }
}
