import { S3Fault } from './fault.ts';

/**
 * Takes the `aws-chunked` coding off a body: `<hex size>[;chunk-signature=…]\r\n<bytes>\r\n` … `0\r\n<trailers>\r\n`
 * (S3 User Guide, "SigV4 streaming"). Chunk signatures are not checked, as no signature is.
 * @throws S3Fault IncompleteBody where the framing does not hold
 */
export function decodeChunked(raw: Buffer): { body: Buffer; trailers: Record<string, string> } {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = raw.indexOf('\r\n', at);
    if (end < 0) throw incomplete();
    const size = /^([0-9a-fA-F]{1,8})(?:;.*)?$/.exec(raw.toString('latin1', at, end))?.[1];
    if (size === undefined) throw incomplete();
    const length = Number.parseInt(size, 16);
    at = end + 2;
    if (length === 0) break;
    if (raw.toString('latin1', at + length, at + length + 2) !== '\r\n') throw incomplete();
    parts.push(raw.subarray(at, at + length));
    at += length + 2;
  }
  const trailers: Record<string, string> = {};
  for (const line of raw.toString('latin1', at).split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { body: parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts), trailers };
}

function incomplete(): S3Fault {
  return new S3Fault('IncompleteBody', 'The request body terminated unexpectedly');
}
