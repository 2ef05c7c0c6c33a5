import { ExpungeError } from '../errors.ts';
import type { Certificate, Proved } from '../evidence/certificate/certificate.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Receipt } from '../evidence/index.ts';
import { formatProof, fromUtf8, type NoteKey, openCheckpoint, proveInclusion } from '../evidence/log/index.ts';
import type { Statement } from '../evidence/statement.ts';
import type { Logged } from './case-log.ts';
import type { CertifyingOffice } from './office.ts';

type Sources = Pick<CertifyingOffice, 'files' | 'signer'>;

/** A certificate, with the keys of the logs it rests on. */
export interface Proven {
  readonly certificate: Certificate;
  readonly keys: readonly NoteKey[];
}

/**
 * Puts a certificate together: every proof from the tiles of the published log, under the newest checkpoint of its origin.
 * Nothing of it has been verified.
 * @param receipts those that the statement counts.
 * @param bindingSalt base64; null: its epoch was destroyed.
 * @throws ExpungeError LOG_BROKEN: a file of the log is missing. KEY_UNAVAILABLE.
 */
export async function proveCase(
  statement: Logged<Statement>,
  receipts: readonly Logged<Receipt>[],
  bindingSalt: string | null,
  { files, signer }: Sources,
): Promise<Proven> {
  const logs = new Map<string, Log>();
  for (const { origin } of [...receipts, statement]) {
    if (!logs.has(origin)) logs.set(origin, await openLog(origin, { files, signer }));
  }
  const prove = async <T extends Evidence>({ evidence, salt, origin, index }: Logged<T>): Promise<Proved<T>> => {
    const log = logs.get(origin) as Log;
    const hashes = await proveInclusion(log.read, index, log.size);
    return { evidence, salt, proof: formatProof({ index, hashes, checkpoint: log.checkpoint }) };
  };
  const proved: Proved<Receipt>[] = [];
  for (const receipt of receipts) proved.push(await prove(receipt));
  return {
    certificate: {
      format: 'expunge-certificate/1',
      statement: await prove(statement),
      receipts: proved,
      bindingSalt,
    },
    keys: [...logs.values()].map(({ key }) => key),
  };
}

interface Log {
  readonly key: NoteKey;
  readonly checkpoint: string;
  readonly size: number;
  /** A tile is read once, however many proofs pass through it. */
  readonly read: (path: string) => Promise<Uint8Array | null>;
}

async function openLog(origin: string, { files, signer }: Sources): Promise<Log> {
  const tiles = new Map<string, Promise<Uint8Array | null>>();
  const get = async (path: string) => (await files.get(`${origin}/${path}`))?.bytes ?? null;
  const file = await get('checkpoint');
  if (file === null) {
    throw new ExpungeError('LOG_BROKEN', 'The published checkpoint is missing. No certificate can be made.', {
      place: `${origin}/checkpoint`,
    });
  }
  const key = await signer.key(origin);
  const checkpoint = fromUtf8(file) ?? '';
  const { size } = await openCheckpoint(checkpoint, [key]);
  const read = (path: string) => {
    const known = tiles.get(path) ?? get(path);
    tiles.set(path, known);
    return known;
  };
  return { key, checkpoint, size, read };
}
