import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { notImplemented } from './fault.ts';
import type { Checksum } from './request.ts';

const PREFIX = 'x-amz-checksum-';
/** Headers that begin like a checksum and are none. */
const ABOUT = new Set(['x-amz-checksum-mode', 'x-amz-checksum-algorithm', 'x-amz-checksum-type']);

/** The checksum among these headers or trailers, if there is one. */
export function checksumIn(headers: Readonly<Record<string, string | undefined>>): Checksum | null {
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith(PREFIX) || ABOUT.has(name) || value === undefined) continue;
    return { algorithm: name.slice(PREFIX.length), value };
  }
  return null;
}

/** The checksum of a body in base64, as S3 writes it (CRC32 big-endian). */
export function checksumOf(algorithm: string, body: Uint8Array): string {
  switch (algorithm) {
    case 'crc32': {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(crc32(body));
      return bytes.toString('base64');
    }
    case 'sha1':
    case 'sha256':
      return hash(algorithm, body, 'base64');
    default:
      throw notImplemented(`the checksum algorithm ${algorithm} (crc32, sha1 and sha256 are)`);
  }
}

/** `{ 'x-amz-checksum-crc32': … }` for a response. */
export function checksumHeaders(checksum: Checksum | null): Record<string, string> {
  if (checksum === null) return {};
  return { [`${PREFIX}${checksum.algorithm}`]: checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' };
}
