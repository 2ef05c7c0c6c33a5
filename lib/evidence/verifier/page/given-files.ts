import { fromUtf8 } from '../../log/bytes.ts';

/** A file somebody chose or dropped. */
export interface GivenFile {
  readonly name: string;
  readonly bytes: number;
  /** Null: not UTF-8, so neither a certificate nor a key. */
  readonly text: string | null;
}

const LARGEST_KEY_FILE = 100_000;

export async function readGiven(file: File): Promise<GivenFile> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return { name: file.name, bytes: bytes.length, text: fromUtf8(bytes) };
}

/** Whether this looks like verifier keys and not like a certificate: both may be dropped at once. */
export function isKeys({ text }: GivenFile): boolean {
  if (text === null || text.length > LARGEST_KEY_FILE) return false;
  const lines = keyLines(text);
  return lines.length > 0 && lines.every(({ line }) => /^[^+\s]+\+[0-9a-f]{8}\+\S+$/.test(line));
}

/** The lines with something in them, numbered from 1. */
export function keyLines(text: string): { readonly line: string; readonly number: number }[] {
  return text
    .split('\n')
    .map((line, at) => ({ line: line.trim(), number: at + 1 }))
    .filter(({ line }) => line !== '');
}
