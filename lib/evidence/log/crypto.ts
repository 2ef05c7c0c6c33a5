import { hash } from 'node:crypto';

/*
 * The one thing that a reader of the log takes from Node, because Web Crypto hashes asynchronously and a tree is hashed a
 * million times: a build for the browser puts another file with this function in its place. Signatures: signatures.ts.
 */

/** SHA-256 of the parts one after the other: 32 bytes. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const only = parts.length === 1 ? parts[0] : undefined;
  return new Uint8Array(hash('sha256', only ?? Buffer.concat(parts), 'buffer')); // no Buffer leaves this file
}
