import { type Likeness, textOf } from './shape.ts';

/** Mainland mobile numbers. */
const MOBILE = /(?<!\d)(?:\+?86[ -]?)?(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?!\d)/g;
/** Fewer in one value are a household or an office. */
const MANY = 5;
/** Of a list; one that is longer is judged by its beginning. */
const MOST_ENTRIES = 200;
const DEPTH = 3;

/** Different phone numbers of several people in one value: a list, a map or a text of them. */
export function phoneBook(value: unknown): Likeness {
  const numbers = new Set<string>();
  for (const text of textsIn(value, DEPTH)) {
    for (const [, a, b, c] of text.matchAll(MOBILE)) numbers.add(`${a}${b}${c}`);
    if (numbers.size >= MANY) return 'match';
  }
  return null;
}

function* textsIn(value: unknown, depth: number): Generator<string> {
  const text = textOf(value);
  if (text !== null) yield text;
  else if (depth > 0 && value !== null && typeof value === 'object') {
    const entries = value instanceof Set ? [...value] : Object.values(value);
    for (const entry of entries.slice(0, MOST_ENTRIES)) yield* textsIn(entry, depth - 1);
  }
}
