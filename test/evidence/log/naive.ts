import { createHash } from 'node:crypto';

/*
 * The definitions once more, written as they stand in RFC 6962 §2.1 and C2SP tlog-tiles, with no thought for speed: what
 * the real ones are compared with.
 */

const sha256 = (...parts: (Uint8Array | string)[]): Buffer =>
  parts.reduce((hash: ReturnType<typeof createHash>, part) => hash.update(part), createHash('sha256')).digest();

/** MTH(D[start:end]). */
export function naiveRoot(entries: readonly Uint8Array[]): Buffer {
  const n = entries.length;
  if (n === 0) return sha256('');
  if (n === 1) return sha256('\0', entries[0] as Uint8Array);
  const k = 2 ** (Math.ceil(Math.log2(n)) - 1);
  return sha256('\x01', naiveRoot(entries.slice(0, k)), naiveRoot(entries.slice(k)));
}

/** PATH(m, D[n]). */
export function naivePath(m: number, entries: readonly Uint8Array[]): Buffer[] {
  const n = entries.length;
  if (n === 1) return [];
  const k = 2 ** (Math.ceil(Math.log2(n)) - 1);
  return m < k
    ? [...naivePath(m, entries.slice(0, k)), naiveRoot(entries.slice(k))]
    : [...naivePath(m - k, entries.slice(k)), naiveRoot(entries.slice(0, k))];
}

/** PROOF(m, D[n]). */
export function naiveProof(m: number, entries: readonly Uint8Array[]): Buffer[] {
  const subProof = (m: number, part: readonly Uint8Array[], complete: boolean): Buffer[] => {
    const n = part.length;
    if (m === n) return complete ? [] : [naiveRoot(part)];
    const k = 2 ** (Math.ceil(Math.log2(n)) - 1);
    return m <= k
      ? [...subProof(m, part.slice(0, k), complete), naiveRoot(part.slice(k))]
      : [...subProof(m - k, part.slice(k), false), naiveRoot(part.slice(0, k))];
  };
  return subProof(m, entries, true);
}

/** Every file of a tree, from the formula of the specification. */
export function naiveFiles(entries: readonly Uint8Array[]): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const path = (level: string, n: number, width: number) => {
    const digits = String(n)
      .padStart(Math.ceil(String(n).length / 3) * 3, '0')
      .match(/.../g) as string[];
    const place = digits.map((three, at) => (at < digits.length - 1 ? `x${three}` : three)).join('/');
    return `tile/${level}/${place}${width < 256 ? `.p/${width}` : ''}`;
  };
  for (let n = 0; n * 256 < entries.length; n++) {
    const held = entries.slice(n * 256, (n + 1) * 256);
    const parts = held.flatMap((entry) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(entry.length);
      return [length, entry];
    });
    files.set(path('entries', n, held.length), Buffer.concat(parts));
  }
  for (let level = 0; 256 ** level <= entries.length; level++) {
    const hashes: Buffer[] = [];
    for (let start = 0; start + 256 ** level <= entries.length; start += 256 ** level) {
      hashes.push(naiveRoot(entries.slice(start, start + 256 ** level)));
    }
    for (let n = 0; n * 256 < hashes.length; n++) {
      const held = hashes.slice(n * 256, (n + 1) * 256);
      files.set(path(String(level), n, held.length), Buffer.concat(held));
    }
  }
  return files;
}
