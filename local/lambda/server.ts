import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsFault, answerJson, type LocalServer, listen, readJson, requireSignature } from '../http/index.ts';

/** How an invocation ended: with JSON, or with the fault that Lambda tells the caller. */
export type Ending = { readonly ok: true; readonly payload: string } | { readonly ok: false; readonly fault: object };

export interface LambdaOptions {
  /** Runs the function of this name or ARN with an event (JSON). Null: there is none. */
  invoke(functionName: string, event: string): Promise<Ending> | null;
}

const INVOCATIONS = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** Serves Lambda's Invoke, waiting for the answer, on loopback: what the command line calls. Everything else is refused. */
export function startLambda(options: LambdaOptions): Promise<LocalServer> {
  return listen((request, response) =>
    answerJson(response, 'application/json', async () => {
      requireSignature(request);
      return invoke(options, request, response);
    }),
  );
}

async function invoke(options: LambdaOptions, request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  const [, label] = (request.method === 'POST' && INVOCATIONS.exec(request.url ?? '')) || [];
  const how = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (label === undefined || how !== 'RequestResponse') {
    const what = `${request.method} ${request.url} ${how}`;
    throw new AwsFault('UnknownOperationException', `This local server does not implement "${what}".`);
  }
  const name = decodeURIComponent(label);
  const ending = await options.invoke(name, JSON.stringify(await readJson(request)));
  if (ending === null) throw new AwsFault('ResourceNotFoundException', `Function not found: ${name}`, 404);
  if (ending.ok) return JSON.parse(ending.payload);
  response.setHeader('x-amz-function-error', 'Unhandled');
  return ending.fault;
}
