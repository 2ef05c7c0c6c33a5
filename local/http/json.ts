import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsFault } from './fault.ts';

/** More than any JSON request that these services accept. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;

/** The request's body as JSON; an empty body is `{}`. Throws the fault AWS gives for anything that is not an object. */
export async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new AwsFault('RequestEntityTooLargeException', 'The request is too large.', 413);
    chunks.push(chunk);
  }
  if (size === 0) return {};
  let body: unknown;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new AwsFault('SerializationException', 'The body of the request is not JSON.');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new AwsFault('SerializationException', 'The body of the request is not a JSON object.');
  }
  return body as Record<string, unknown>;
}

/** Answers with what `work` returns, or with its fault in the shape the SDK's JSON protocols read. */
export async function answerJson(response: ServerResponse, contentType: string, work: () => unknown): Promise<void> {
  let status = 200;
  let body: unknown;
  try {
    body = await work();
  } catch (error) {
    const fault = error instanceof AwsFault ? error : new AwsFault('InternalServerException', String(error), 500);
    status = fault.status;
    // REST-JSON services name the type in the header and spell `Message`, JSON 1.1 services read `__type` and `message`
    body = { __type: fault.type, message: fault.message, Message: fault.message };
    response.setHeader('x-amzn-errortype', fault.type);
  }
  response.writeHead(status, { 'content-type': contentType, 'x-amzn-requestid': randomUUID() });
  response.end(body === undefined ? '' : JSON.stringify(body));
}
