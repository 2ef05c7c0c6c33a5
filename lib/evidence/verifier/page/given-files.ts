import { fromUtf8 } from '../../log/bytes.ts';

/** A file somebody chose or dropped. */
export interface GivenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const LARGEST_KEY_FILE = 100_000;

export async function readGiven(file: File): Promise<GivenFile> {
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

/** The verifier keys in a file that looks like them and not like a certificate, for both may be dropped at once; else none. */
export function keysIn({ bytes }: GivenFile): string[] {
  const text = bytes.length > LARGEST_KEY_FILE ? null : fromUtf8(bytes);
  const lines = keyLines(text ?? '').map(({ line }) => line);
  return lines.every((line) => /^[^+\s]+\+[0-9a-f]{8}\+\S+$/.test(line)) ? lines : [];
}

/** The lines with something in them, numbered from 1. */
export function keyLines(text: string): { readonly line: string; readonly number: number }[] {
  return text
    .split('\n')
    .map((line, at) => ({ line: line.trim(), number: at + 1 }))
    .filter(({ line }) => line !== '');
}
