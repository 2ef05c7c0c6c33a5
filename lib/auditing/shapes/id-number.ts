import { bestOf, type Likeness, textOf } from './shape.ts';

/** Resident identity card, GB 11643-1999: 17 digits and a check character. The 15 digits of before 1999 have none: not looked for. */
const TOKEN = /(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])/g;

// GB/T 2260, first two digits: provinces; 81 to 83 are residence permits of people from Hong Kong, Macao and Taiwan
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '),
);
// ISO 7064:1983, MOD 11-2
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';

export function idNumber(value: unknown): Likeness {
  return bestOf(textOf(value)?.match(TOKEN) ?? [], likenessOf);
}

/** By chance one number in eleven with a province and a date in it has the right check character. */
export function likenessOf(number: string): Likeness {
  if (!PROVINCES.has(number.slice(0, 2)) || !isBirthday(number.slice(6, 14))) return null;
  return checkOf(number.slice(0, 17)) === number.slice(17).toUpperCase() ? 'match' : 'near';
}

/** The check character of 17 digits. */
export function checkOf(digits: string): string {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  return CHECKS[sum % 11] as string;
}

function isBirthday(digits: string): boolean {
  const [year, month, day] = [Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6, 8))];
  if (year < 1900 || year > 2099) return false;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
