import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { checksumIn, checksumOf } from './checksums.ts';
import { decodeChunked } from './chunked.ts';
import { S3Fault } from './fault.ts';
import type { Checksum } from './request.ts';

/** The largest body taken, in bytes. S3 takes 5 GB; here a body is held in memory. */
export const LARGEST_BODY = 64 * 1024 * 1024;

export interface CheckedBody {
  readonly body: Buffer;
  readonly checksum: Checksum | null;
  readonly guarded: boolean;
}

/** Reads the message to its end, also where it is too long to keep. @throws S3Fault EntityTooLarge past `LARGEST_BODY` */
export async function readBody(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of message as AsyncIterable<Buffer>) {
    length += part.length;
    if (length <= LARGEST_BODY) parts.push(part);
  }
  if (length > LARGEST_BODY) {
    throw new S3Fault('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
  }
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}

/**
 * Takes off the coding and compares every digest the client sent with the bytes that came.
 * @throws S3Fault BadDigest, InvalidDigest, XAmzContentSHA256Mismatch, IncompleteBody, InvalidRequest, MissingContentLength
 */
export function checkBody(raw: Buffer, headers: Readonly<Record<string, string | undefined>>): CheckedBody {
  const payload = headers['x-amz-content-sha256'];
  if (payload === undefined) {
    throw new S3Fault('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  }
  const streaming = payload.startsWith('STREAMING-');
  const { body, trailers } = streaming ? decodeChunked(raw) : { body: raw, trailers: {} };
  if (streaming) checkLength(body, headers['x-amz-decoded-content-length']);
  else if (payload !== 'UNSIGNED-PAYLOAD' && payload !== hash('sha256', body, 'hex')) {
    throw new S3Fault(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  const md5 = headers['content-md5'];
  if (md5 !== undefined) checkMd5(body, md5);
  const checksum = checksumIn(headers) ?? promised(headers['x-amz-trailer'], trailers);
  if (checksum === null && headers['x-amz-sdk-checksum-algorithm'] !== undefined) {
    throw new S3Fault(
      'InvalidRequest',
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  if (checksum !== null && checksumOf(checksum.algorithm, body) !== checksum.value) {
    throw new S3Fault(
      'BadDigest',
      `The ${checksum.algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
    );
  }
  return { body, checksum, guarded: checksum !== null || md5 !== undefined };
}

function checkLength(body: Buffer, decoded: string | undefined): void {
  if (decoded === undefined) {
    throw new S3Fault('MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  if (body.length !== Number(decoded)) {
    throw new S3Fault(
      'IncompleteBody',
      'You did not provide the number of bytes specified by the x-amz-decoded-content-length HTTP header',
    );
  }
}

function checkMd5(body: Buffer, md5: string): void {
  if (Buffer.from(md5, 'base64').length !== 16) {
    throw new S3Fault('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  }
  if (hash('md5', body, 'base64') !== md5) {
    throw new S3Fault('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
}

/** The checksum a trailer announced; announced and absent is a body cut short. */
function promised(trailer: string | undefined, trailers: Record<string, string>): Checksum | null {
  if (trailer === undefined) return null;
  const checksum = checksumIn(trailers);
  if (checksum === null) throw new S3Fault('IncompleteBody', `The announced trailer ${trailer} did not come.`);
  return checksum;
}
