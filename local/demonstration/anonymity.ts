import type { Anonymiser } from '../../lib/policy/plan.ts';

/*
 * What an anonymised field may hold, stated apart from what anonymises it.
 */

/** Shapes that may be left in no redacted text: long numbers, mail addresses, street numbers. */
const TELLING = [/\d{7,}/, /@/, /\d+号/];

/** Whether a field's value is what the anonymiser may leave of the original. */
export function isLeftOf(original: unknown, now: unknown, anonymiser: Anonymiser): boolean {
  if (original === undefined || original === null) return now === original;
  switch (anonymiser.how) {
    case 'remove':
      return now === undefined;
    case 'null':
      return now === null;
    case 'constant':
      return now === anonymiser.value;
    case 'year':
      return String(now) === String(original).slice(0, 4);
    case 'region':
      return typeof now === 'string' && now.length <= 3 && String(original).startsWith(now);
    case 'redact':
      return typeof now === 'string' && !TELLING.some((shape) => shape.test(now)) && isCutFrom(String(original), now);
  }
}

/** Whether anonymising leaves the value as it is: there was nothing in it to take out. */
export function isHarmless(original: unknown, anonymiser: Anonymiser): boolean {
  return isLeftOf(original, original, anonymiser);
}

/** Redacting takes sentences out and adds only its mark. */
function isCutFrom(original: string, now: string): boolean {
  let from = 0;
  for (const piece of now.split('[已删除]')) {
    const at = original.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return true;
}
