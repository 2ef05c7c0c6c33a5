import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { requireSignature } from './auth.ts';
import { checkBody, readBody } from './body.ts';
import type { Context } from './context.ts';
import { S3Fault } from './fault.ts';
import { addressOf, headersOf, type Reply, type S3Request } from './request.ts';
import { operationFor } from './router.ts';
import { DECLARATION, tag } from './xml.ts';

/** Answers one HTTP message; every fault leaves as S3 error XML. */
export async function answer(context: Context, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = randomBytes(8).toString('hex').toUpperCase();
  let reply: Reply;
  try {
    reply = await replyTo(context, message, id);
  } catch (error) {
    reply = refusal(error, id, message.url ?? '/');
  }
  const bodiless = message.method === 'HEAD' || reply.status === 204 || reply.status === 304;
  const body = bodiless ? undefined : reply.body;
  const length = { 'content-length': String(body === undefined ? 0 : Buffer.byteLength(body)) };
  response.writeHead(reply.status, {
    'x-amz-request-id': id,
    server: 'embedded-s3',
    ...(reply.status === 204 || reply.status === 304 ? {} : length),
    ...reply.headers,
  });
  response.end(body);
}

async function replyTo(context: Context, message: IncomingMessage, id: string): Promise<Reply> {
  const headers = headersOf(message.headers);
  // Before anything can be refused: a client that is still sending would see a broken connection, not the refusal.
  const raw = await readBody(message);
  const address = addressOf(message);
  const region = requireSignature(headers, address.query);
  const request: S3Request = {
    id,
    method: message.method ?? 'GET',
    ...address,
    headers,
    region,
    address: message.socket.remoteAddress ?? '127.0.0.1',
    ...checkBody(raw, headers),
  };
  const owner = headers['x-amz-expected-bucket-owner'];
  if (owner !== undefined && owner !== context.account) throw new S3Fault('AccessDenied', 'Access Denied');
  return operationFor(request)(context, request);
}

function refusal(error: unknown, id: string, resource: string): Reply {
  const fault =
    error instanceof S3Fault
      ? error
      : new S3Fault('InternalError', error instanceof Error ? error.message : String(error));
  const about = tag('Code', fault.code) + tag('Message', fault.message) + tag('Resource', resource);
  return {
    status: fault.status,
    headers: { 'content-type': 'application/xml', ...fault.headers },
    body: `${DECLARATION}<Error>${about}${tag('RequestId', id)}</Error>`,
  };
}
