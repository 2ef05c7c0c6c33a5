import { createHash } from 'node:crypto';

/** Chance that can be repeated: the same name draws the same numbers on every machine. sfc32, seeded by SHA-256. */
export class Random {
  readonly #state: Uint32Array;

  /** Parts are kept apart: `('a', 'bc')` is not `('ab', 'c')`. */
  constructor(...name: readonly (string | number)[]) {
    const digest = createHash('sha256').update(JSON.stringify(name)).digest();
    this.#state = new Uint32Array([0, 4, 8, 12].map((at) => digest.readUInt32LE(at)));
  }

  /** In [0, 1). */
  next(): number {
    const s = this.#state as unknown as [number, number, number, number];
    const t = (s[0] + s[1] + s[3]) | 0;
    s[3] = s[3] + 1;
    s[0] = s[1] ^ (s[1] >>> 9);
    s[1] = (s[2] + (s[2] << 3)) | 0;
    s[2] = ((s[2] << 21) | (s[2] >>> 11)) + t;
    return (t >>> 0) / 2 ** 32;
  }

  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** Any number from `from` up to `to`. */
  between(from: number, to: number): number {
    return from + this.next() * (to - from);
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)] as T;
  }

  /** True so often in a hundred. */
  chance(percent: number): boolean {
    return this.next() * 100 < percent;
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => this.whole(0, 9)).join('');
  }

  /** Letters and digits, lower case. */
  letters(count: number): string {
    return Array.from({ length: count }, () => Math.floor(this.next() * 36).toString(36)).join('');
  }

  hex(count: number): string {
    return Array.from({ length: count }, () => this.whole(0, 15).toString(16)).join('');
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.whole(0, 255));
  }
}
