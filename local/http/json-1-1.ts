import type { RequestListener } from 'node:http';
import { AwsFault } from './fault.ts';
import { answerJson, readJson } from './json.ts';
import { requireSignature } from './signature.ts';

/** One operation of a service: takes the request's JSON, returns the answer's, throws `AwsFault`. */
export type Operation = (input: Record<string, unknown>) => unknown;

export type Operations = Readonly<Record<string, Operation>>;

/**
 * The protocol "AWS JSON 1.1": every call is a POST to `/`, the operation named by `X-Amz-Target: <service>.<operation>`.
 * An operation that is not in the table is refused by name, never answered with an empty success.
 */
export function json11(service: string, operations: Operations): RequestListener {
  return (request, response) =>
    answerJson(response, 'application/x-amz-json-1.1', async () => {
      requireSignature(request);
      const target = String(request.headers['x-amz-target'] ?? '');
      const [prefix, name = ''] = target.split('.', 2);
      const operation = prefix === service && Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (request.method !== 'POST' || operation === undefined) {
        throw new AwsFault('UnknownOperationException', `This local server does not implement "${target}".`);
      }
      return (await operation(await readJson(request))) ?? {};
    });
}
