/** Names of attributes as a schema has them: letters, digits, `_`, `-`, `.`, `$`. */
const NAME = /^[A-Za-z_$][\w.$-]{0,63}$/;
/** A run of digits is a number of somebody's, an id, a day: the name is a value. */
const NUMBER = /\d{5,}/;

/** Stands for a name that may be data itself: maps are keyed by ids and phone numbers too, and no value is ever told. */
export const UNNAMEABLE = '*';

/** A name as it may be told. */
export function tellable(name: string): string {
  return NAME.test(name) && !NUMBER.test(name) ? name : UNNAMEABLE;
}

/** The words of a name, in lower case: `idCardNo`, `id_card_no` and `id-card-no` have the same. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Whether a name is another one, or has it among its words, one after the other. */
export function isCalled(words: readonly string[], name: string): boolean {
  const wanted = wordsOf(name);
  if (wanted.length === 0) return false;
  return (
    words.some((_, at) => wanted.every((word, next) => words[at + next] === word)) || words.join('') === wanted.join('')
  );
}
