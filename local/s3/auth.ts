import { notImplemented, S3Fault } from './fault.ts';

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256\s+Credential=[^/,\s]+\/\d{8}\/([a-z0-9-]+)\/s3\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=[0-9a-f]{64}$/;

/**
 * Refuses what carries no signature, as a bucket closed to the public would. The signature itself is not checked:
 * there are no secrets here to check it with.
 * @returns the region of the credential's scope
 * @throws S3Fault AccessDenied, AuthorizationHeaderMalformed, NotImplemented (presigned addresses)
 */
export function requireSignature(
  headers: Readonly<Record<string, string | undefined>>,
  query: URLSearchParams,
): string {
  const authorization = headers.authorization;
  if (authorization === undefined) {
    if (query.has('X-Amz-Signature')) throw notImplemented('presigned addresses');
    throw new S3Fault('AccessDenied', 'Access Denied');
  }
  const parts = AUTHORIZATION.exec(authorization);
  const signed = parts?.[2]?.split(';') ?? [];
  if (parts === null || !signed.includes('host')) {
    throw new S3Fault('AuthorizationHeaderMalformed', 'The authorization header that you provided is not valid.');
  }
  if (headers['x-amz-date'] === undefined && headers.date === undefined) {
    throw new S3Fault('AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header');
  }
  return parts[1] ?? 'us-east-1';
}
