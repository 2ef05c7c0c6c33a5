import type { NoteSignature } from './note.ts';
import type { NoteKey } from './note-key.ts';

/** Signs notes with a key that never leaves it. */
export interface Signer {
  /** What readers need to verify this signer's notes under that name. @throws ExpungeError KEY_UNAVAILABLE. */
  key(name: string): Promise<NoteKey>;
  /** Signs exactly this text. @throws ExpungeError KEY_UNAVAILABLE: the key is disabled, gone or out of reach. */
  sign(name: string, text: string): Promise<NoteSignature>;
}
