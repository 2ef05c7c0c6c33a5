/**
 * A number from 0 to 1 that depends on these numbers and nothing else: what is decided at a step stays the same when an
 * earlier step goes otherwise. That is what lets a failing run be made smaller.
 */
export function draw(seed: number, step: number, what: number): number {
  let s =
    (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(step + 1, 0xc2b2ae35) ^ Math.imul(what + 1, 0x27d4eb2f)) >>>
    0;
  s = Math.imul(s ^ (s >>> 16), 0x7feb352d) >>> 0;
  s = Math.imul(s ^ (s >>> 15), 0x846ca68b) >>> 0;
  return ((s ^ (s >>> 16)) >>> 0) / 4294967296;
}

/** Draws one after the other. */
export function createRandom(seed: number, what: number) {
  let drawn = 0;
  const next = () => draw(seed, drawn++, what);
  const below = (n: number) => Math.floor(next() * n);
  return { next, below, pick: <T>(things: readonly T[]): T => things[below(things.length)] as T };
}
