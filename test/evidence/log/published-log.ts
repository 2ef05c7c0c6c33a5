import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import {
  appendEntries,
  type Edge,
  EMPTY_EDGE,
  formatCheckpoint,
  formatNote,
  type NoteKey,
  noteKey,
  type ReadLogFile,
} from '../../../lib/evidence/log/index.ts';

/** A key whose secret is known here: what it signs can be compared for ever. */
export interface Signer {
  readonly key: NoteKey;
  sign(text: string): Uint8Array;
}

const der = (key: KeyObject) => new Uint8Array(key.export({ format: 'der', type: 'spki' }));

/** Ed25519 from a seed of 32 equal bytes. */
export function ed25519Signer(name: string, seed = 7): Signer {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)]);
  const secret = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const key = noteKey(name, 'Ed25519', der(createPublicKey(secret)).subarray(-32));
  return { key, sign: (text) => sign(null, Buffer.from(text), secret) };
}

/** P-256 with the key of RFC 6979 A.2.5, signing as KMS does: DER over SHA-256. */
export function p256Signer(name: string): Signer {
  const coordinate = (hex: string) => Buffer.from(hex, 'hex').toString('base64url');
  const secret = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: coordinate('c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721'),
      x: coordinate('60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6'),
      y: coordinate('7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299'),
    },
  });
  const key = noteKey(name, 'ECDSA P-256', der(createPublicKey(secret)));
  return { key, sign: (text) => sign('sha256', Buffer.from(text), secret) };
}

export const ORIGIN = 'log.example/erasures/2026';

export const signNote = (text: string, ...signers: Signer[]): string =>
  formatNote(
    text,
    signers.map(({ key, sign }) => ({ name: key.name, id: key.id, signature: sign(text) })),
  );

export type Files = Map<string, Uint8Array>;

export interface PublishedLog {
  readonly files: Files;
  readonly edge: Edge;
  readonly root: Uint8Array;
  readonly entries: readonly Uint8Array[];
  readonly checkpoint: string;
}

/** Entries of 32 bytes that tell apart by their number. */
export function entriesOf(size: number, from = 0): Uint8Array[] {
  return Array.from({ length: size }, (_, at) => {
    const entry = new Uint8Array(32).fill(0x5a);
    new DataView(entry.buffer).setUint32(8, from + at);
    return entry;
  });
}

/** A log, sealed in these steps; files of earlier sizes stay where they are. */
export function publish(entries: readonly Uint8Array[], signer: Signer, steps: readonly number[] = []): PublishedLog {
  const files: Files = new Map();
  let edge: Edge = EMPTY_EDGE;
  let root = appendEntries(edge, []).root;
  for (const end of [...steps, entries.length]) {
    const next = appendEntries(edge, entries.slice(edge.size, end));
    for (const { path, bytes } of next.files) files.set(path, bytes);
    [edge, root] = [next.edge, next.root];
  }
  const checkpoint = signNote(formatCheckpoint({ origin: ORIGIN, size: entries.length, root }), signer);
  files.set('checkpoint', Buffer.from(checkpoint));
  return { files, edge, root, entries, checkpoint };
}

export const readerOf =
  (files: ReadonlyMap<string, Uint8Array>): ReadLogFile =>
  async (path) =>
    files.get(path) ?? null;
