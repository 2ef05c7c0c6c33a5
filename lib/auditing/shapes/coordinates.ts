import { type Likeness, textOf } from './shape.ts';

/** Four decimals are eleven metres: a door, and not a district. */
const PRECISE = /^-?\d{1,3}\.\d{4,}$/;
const PAIR = /(?<![\d.])(-?\d{1,3}\.\d{4,})\s*[,;，；\s]\s*(-?\d{1,3}\.\d{4,})(?![\d.])/g;

const LATITUDE = new Set(['lat', 'latitude', '纬度']);
const LONGITUDE = new Set(['lng', 'lon', 'long', 'longitude', '经度']);

/** A pair of coordinates in a text, or half of one under a name that says so. There is no check digit, so nothing is near. */
export function coordinates(value: unknown, words: readonly string[]): Likeness {
  const text = textOf(value)?.trim();
  if (text === undefined) return null;
  if (PRECISE.test(text)) {
    const degrees = Math.abs(Number(text));
    if (words.some((word) => LATITUDE.has(word))) return degrees <= 90 ? 'match' : null;
    return words.some((word) => LONGITUDE.has(word)) && degrees <= 180 ? 'match' : null;
  }
  for (const [, a, b] of text.matchAll(PAIR)) {
    const [first, second] = [Math.abs(Number(a)), Math.abs(Number(b))];
    if (Math.min(first, second) <= 90 && Math.max(first, second) <= 180) return 'match';
  }
  return null;
}
