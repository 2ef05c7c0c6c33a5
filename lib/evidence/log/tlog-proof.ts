import { ExpungeError } from '../../errors.ts';
import { fromBase64, parseCount, toBase64 } from './bytes.ts';
import { openCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { HASH_BYTES, type Hash, leafHash, verifyInclusion } from './merkle.ts';
import type { NoteKey } from './note-key.ts';

/** That an entry is in a log: its place, the way to the root, and the signed root (C2SP tlog-proof). */
export interface LogProof {
  readonly index: number;
  /** From the leaf's sibling to the root's child. */
  readonly hashes: readonly Hash[];
  /** The signed checkpoint, as the log published it. */
  readonly checkpoint: string;
  /** Anything. Nobody vouches for it. */
  readonly extra?: Uint8Array;
}

const HEADER = 'c2sp.org/tlog-proof@v1';
const LONGEST_PROOF = 1_100_000;

export function formatProof({ index, hashes, checkpoint, extra }: LogProof): string {
  const lines = [
    HEADER,
    ...(extra === undefined ? [] : [`extra ${toBase64(extra)}`]),
    `index ${index}`,
    ...hashes.map(toBase64),
  ];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

/** Reads a proof; checks its form and nothing else. @throws ExpungeError PROOF_INVALID. */
export function parseProof(text: string): LogProof {
  if (text.length > LONGEST_PROOF) throw invalid('it is longer than a proof can be');
  const blank = text.indexOf('\n\n');
  if (blank < 0) throw invalid('no empty line parts it from its checkpoint');
  const [header, ...lines] = text.slice(0, blank).split('\n');
  if (header !== HEADER) throw invalid(`its first line is not ${HEADER}`);
  const extra = lines[0]?.startsWith('extra ') ? decode(lines.shift()?.slice('extra '.length), 'the extra data') : null;
  const index = parseCount(/^index (.*)$/.exec(lines.shift() ?? '')?.[1] ?? '');
  if (index === null) throw invalid('no line says which entry it is about');
  const hashes = lines.map((line, at) => {
    const hash = decode(line, `hash ${at + 1}`);
    if (hash.length !== HASH_BYTES) throw invalid(`hash ${at + 1} does not have ${HASH_BYTES} bytes`);
    return hash;
  });
  return { index, hashes, checkpoint: text.slice(blank + 2), ...(extra === null ? {} : { extra }) };
}

/**
 * Checks that these bytes are the entry at the proof's index in a log that one of the keys signed.
 * @throws ExpungeError PROOF_INVALID: malformed, or the way from the entry does not end at the signed root. NOTE_INVALID,
 * SIGNATURE_INVALID, CHECKPOINT_INVALID: the checkpoint in it, see openCheckpoint.
 */
export async function verifyProof(
  text: string,
  entry: Uint8Array,
  keys: readonly NoteKey[],
): Promise<{ readonly index: number; readonly checkpoint: SignedCheckpoint }> {
  const { index, hashes, checkpoint: note } = parseProof(text);
  const checkpoint = await openCheckpoint(note, keys);
  const { size, root } = checkpoint;
  if (!verifyInclusion({ index, size, leaf: leafHash(entry), proof: hashes, root })) {
    throw invalid(`the way from entry ${index} does not end at the root that was signed for size ${size}`);
  }
  return { index, checkpoint };
}

function decode(text: string | undefined, what: string): Uint8Array {
  const bytes = fromBase64(text ?? '');
  if (bytes === null) throw invalid(`${what} is not base64`);
  return bytes;
}

function invalid(why: string): ExpungeError {
  return new ExpungeError('PROOF_INVALID', `This is not a proof (c2sp.org/tlog-proof@v1) of this entry: ${why}.`);
}
