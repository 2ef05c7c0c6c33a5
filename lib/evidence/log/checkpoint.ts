import { ExpungeError } from '../../errors.ts';
import { fromBase64, parseCount, toBase64 } from './bytes.ts';
import { HASH_BYTES, type Hash } from './merkle.ts';
import { verifyNote } from './note.ts';
import type { NoteKey } from './note-key.ts';

/** The head of a log at one size (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Which log: one name, never two histories. */
  readonly origin: string;
  /** Leaves in the tree. */
  readonly size: number;
  readonly root: Hash;
  /** Further lines, without meaning here. */
  readonly extensions: readonly string[];
}

/** The text that a log signs: origin, size and root, a line each. @throws ExpungeError CHECKPOINT_INVALID. */
export function formatCheckpoint({
  origin,
  size,
  root,
  extensions = [],
}: Omit<Checkpoint, 'extensions'> & {
  readonly extensions?: readonly string[];
}): string {
  const text = `${[origin, size, toBase64(root), ...extensions].join('\n')}\n`;
  parseCheckpoint(text);
  return text;
}

/** Reads the text of a checkpoint, of which nothing has been verified. @throws ExpungeError CHECKPOINT_INVALID. */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw invalid('its last line has no end');
  if (lines.length < 3) throw invalid('it has fewer than three lines');
  if (lines.includes('')) throw invalid('it has an empty line');
  const [origin = '', count = '', encoded = '', ...extensions] = lines;
  const size = parseCount(count);
  if (size === null) throw invalid('line 2 is not a size');
  const root = fromBase64(encoded);
  if (root?.length !== HASH_BYTES) throw invalid('line 3 is not a root hash in base64');
  return { origin, size, root, extensions };
}

/** A checkpoint whose signature held. */
export interface SignedCheckpoint extends Checkpoint {
  /** The keys that signed it, of those that were asked about. One has the log's own name. */
  readonly signers: readonly NoteKey[];
}

/**
 * Verifies a signed checkpoint under the keys its reader trusts: the log's own, whose name is the log's origin, and any
 * witnesses'.
 * @throws ExpungeError NOTE_INVALID, SIGNATURE_INVALID, CHECKPOINT_INVALID: the last also where another log signed.
 */
export async function openCheckpoint(note: string, keys: readonly NoteKey[]): Promise<SignedCheckpoint> {
  const { text, signers } = await verifyNote(note, keys);
  const checkpoint = parseCheckpoint(text);
  if (signers.some(({ name }) => name === checkpoint.origin)) return { ...checkpoint, signers };
  throw invalid(`it is of the log ${checkpoint.origin}, and the keys given are of ${signers.map(({ name }) => name)}`);
}

function invalid(why: string): ExpungeError {
  return new ExpungeError('CHECKPOINT_INVALID', `This is not a checkpoint (c2sp.org/tlog-checkpoint): ${why}.`);
}
