import { readFileSync, statSync } from 'node:fs';
import { type NoteKey, parseVkey } from '../lib/evidence/log/note-key.ts';

/**
 * The verifier key itself, or a file that holds keys, one a line. A key has two plus signs, and no existing file's name is
 * asked of it. @throws ExpungeError KEY_INVALID.
 */
export function readKeys(given: string): NoteKey[] {
  const isFile = statSync(given, { throwIfNoEntry: false })?.isFile() === true;
  return (isFile ? readFileSync(given, 'utf8').trim() : given).split('\n').map(parseVkey);
}
