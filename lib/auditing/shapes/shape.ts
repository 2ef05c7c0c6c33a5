/**
 * What a value looks like under a shape. `match`: it is one, as far as a value can say. `near`: it has the outer form and
 * fails the check digit: how many of those an attribute has tells whether its matches are chance.
 */
export type Likeness = 'match' | 'near' | null;

/** Null for what has not even the form. `words`: those of the attribute's name, in lower case. */
export type Shape = (value: unknown, words: readonly string[]) => Likeness;

/** Longer texts are looked at as far as this: a scan must not hang on one value. */
export const LONGEST_TEXT = 10_000;

/** The text of a value, full-width digits as plain ones; null where it is neither text nor a number. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return typeof value === 'string' ? value.slice(0, LONGEST_TEXT).normalize('NFKC') : null;
}

/** The best of what the tokens of a text come to. */
export function bestOf(tokens: Iterable<string>, likeness: (token: string) => Likeness): Likeness {
  let best: Likeness = null;
  for (const token of tokens) {
    const found = likeness(token);
    if (found === 'match') return found;
    best ??= found;
  }
  return best;
}
