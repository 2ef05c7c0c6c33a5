/** Bytes. What is shorter turns up by chance, in random text and in words. */
const SHORTEST = 6;
const FILTER_BITS = 22;

/** Looks for many texts at once, in bytes of any kind, and never more than once at a place. */
export class Needles {
  readonly #byBeginning = new Map<number, Uint8Array[]>();
  /** Most places begin nothing: one look at a bit of memory tells. */
  readonly #filter = new Uint8Array(2 ** FILTER_BITS);
  #size = 0;

  /** Texts of fewer than six bytes are left out. */
  constructor(texts: Iterable<string>) {
    for (const text of new Set(texts)) {
      const bytes = new TextEncoder().encode(text);
      if (bytes.length < SHORTEST) continue;
      const beginning = beginningAt(bytes, 0);
      const known = this.#byBeginning.get(beginning) ?? [];
      known.push(bytes);
      this.#byBeginning.set(beginning, known);
      this.#filter[beginning] = 1;
      this.#size++;
    }
  }

  /** How many texts are looked for. */
  get size(): number {
    return this.#size;
  }

  /** Whether any of them is in there. */
  areIn(bytes: Uint8Array): boolean {
    for (let at = 0; at + SHORTEST <= bytes.length; at++) {
      const beginning = beginningAt(bytes, at);
      if (this.#filter[beginning] === 0) continue;
      if (this.#byBeginning.get(beginning)?.some((needle) => isAt(bytes, at, needle)) === true) return true;
    }
    return false;
  }
}

/** A number made of the six bytes at a place. */
function beginningAt(bytes: Uint8Array, at: number): number {
  let hash = 0;
  for (let each = at; each < at + SHORTEST; each++) hash = Math.imul(hash ^ (bytes[each] as number), 0x01000193);
  return (hash ^ (hash >>> FILTER_BITS)) & (2 ** FILTER_BITS - 1);
}

function isAt(bytes: Uint8Array, at: number, needle: Uint8Array): boolean {
  if (at + needle.length > bytes.length) return false;
  for (let each = SHORTEST - 1; each >= 0; each--) if (bytes[at + each] !== needle[each]) return false;
  for (let each = SHORTEST; each < needle.length; each++) if (bytes[at + each] !== needle[each]) return false;
  return true;
}
