import { ExpungeError } from '../../errors.ts';
import { concatBytes, fromBase64, toBase64, toHex } from './bytes.ts';
import { isKeyName, isSignedBy, type NoteKey } from './note-key.ts';

/** A text and who says they signed it (C2SP signed-note). Believe nothing in it before `verifyNote`. */
export interface Note {
  /** Ends with a newline, which is signed with it. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteSignature {
  readonly name: string;
  /** 8 hex digits. */
  readonly id: string;
  readonly signature: Uint8Array;
}

const LONGEST_NOTE = 1_000_000;
const MOST_SIGNATURES = 64; // C2SP signed-note: readers accept 16 at least
const ID_BYTES = 4;

/** The note with these signatures. `text` ends with a newline. @throws ExpungeError NOTE_INVALID: no note can hold it. */
export function formatNote(text: string, signatures: readonly NoteSignature[]): string {
  const lines = signatures.map(({ name, id, signature }) => {
    const idBytes = Uint8Array.from(id.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
    return `— ${name} ${toBase64(concatBytes([idBytes, signature]))}\n`;
  });
  const note = `${text}\n${lines.join('')}`;
  parseNote(note);
  return note;
}

/** Takes a signed note apart; checks its form and no signature. @throws ExpungeError NOTE_INVALID. */
export function parseNote(note: string): Note {
  if (note.length > LONGEST_NOTE) throw invalid('it is longer than a million characters');
  if (!note.isWellFormed()) throw invalid('it is not Unicode text');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are what a note may not contain
  if (/[\x00-\x09\x0b-\x1f]/.test(note)) throw invalid('it has a control character in it');
  const blank = note.lastIndexOf('\n\n');
  if (blank < 0) throw invalid('no blank line parts the text from its signatures');
  const lines = note.slice(blank + 2).split('\n');
  if (lines.pop() !== '') throw invalid('its last line has no end');
  if (lines.length === 0) throw invalid('it has no signature');
  if (lines.length > MOST_SIGNATURES) throw invalid(`it has more than ${MOST_SIGNATURES} signatures`);
  const signatures = lines.map(parseSignature);
  if (new Set(signatures.map(({ name, id }) => `${name} ${id}`)).size < lines.length) {
    throw invalid('one key signed it twice');
  }
  return { text: note.slice(0, blank + 1), signatures };
}

/**
 * Checks the note under the keys its reader trusts. Signatures of other keys are passed over (C2SP signed-note).
 * @returns the text and which of the keys signed it: one at least.
 * @throws ExpungeError NOTE_INVALID: not a signed note. SIGNATURE_INVALID: a signature of one of the keys does not hold, or there is none.
 */
export async function verifyNote(
  note: string,
  keys: readonly NoteKey[],
): Promise<{ text: string; signers: NoteKey[] }> {
  const { text, signatures } = parseNote(note);
  const signers: NoteKey[] = [];
  for (const { name, id, signature } of signatures) {
    const key = keys.find((known) => known.name === name && known.id === id);
    if (key === undefined) continue;
    if (!(await isSignedBy(key, text, signature))) {
      throw new ExpungeError(
        'SIGNATURE_INVALID',
        `The signature of ${name} (key ${id}) does not hold: text or signature was changed after signing.`,
      );
    }
    signers.push(key);
  }
  if (signers.length > 0) return { text, signers };
  const known = keys.map(({ name, id }) => `${name} (key ${id})`).join(', ');
  // By their ids alone: what a stranger calls a key is a stranger's text.
  const found = signatures.map(({ id }) => `key ${id}`).join(', ');
  throw new ExpungeError(
    'SIGNATURE_INVALID',
    `The note is signed by ${found}, not by ${known}: it is another log's, or the wrong key was given.`,
  );
}

function parseSignature(line: string): NoteSignature {
  const [dash, name = '', encoded = '', ...more] = line.split(' ');
  const bytes = fromBase64(encoded);
  if (dash !== '—' || !isKeyName(name) || more.length > 0) throw invalid('a signature line is not `— name base64`');
  if (bytes === null || bytes.length <= ID_BYTES)
    throw invalid('a signature is not base64 of a key id and a signature');
  return { name, id: toHex(bytes.subarray(0, ID_BYTES)), signature: bytes.subarray(ID_BYTES) };
}

function invalid(why: string): ExpungeError {
  return new ExpungeError('NOTE_INVALID', `This is not a signed note (c2sp.org/signed-note): ${why}.`);
}
