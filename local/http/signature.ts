import type { IncomingMessage } from 'node:http';
import { AwsFault } from './fault.ts';

const SIGV4 = /^AWS4-HMAC-SHA256 Credential=\S+, ?SignedHeaders=\S+, ?Signature=[0-9a-f]{64}$/;

/**
 * Turns down a request without a complete Signature Version 4 header, as AWS does: a client that forgot its
 * credentials must fail here too. Whether the signature is right is not checked: there are no accounts on one machine.
 */
export function requireSignature(request: IncomingMessage): void {
  const { authorization } = request.headers;
  if (authorization === undefined) {
    throw new AwsFault('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
  }
  if (!SIGV4.test(authorization) || request.headers['x-amz-date'] === undefined) {
    throw new AwsFault('IncompleteSignatureException', 'The request signature does not conform to AWS standards.', 403);
  }
}
