import { likenessOf as idLikeness } from './id-number.ts';
import { bestOf, type Likeness, textOf } from './shape.ts';

/** 13 to 19 digits, in groups or not. */
const TOKEN = /(?<![\dA-Za-z.])\d(?:[ -]?\d){12,18}(?![\dA-Za-z])/g;

/** ISO/IEC 7812: how numbers of an issuer begin, and how long they are. */
const ISSUERS: readonly (readonly [beginning: RegExp, lengths: readonly number[]])[] = [
  [/^(?:62|81)/, [16, 17, 18, 19]], // UnionPay
  [/^9558/, [19]], // debit cards of before UnionPay
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^35(?:2[89]|[3-8])/, [16, 17, 18, 19]],
];

export function bankCard(value: unknown): Likeness {
  return bestOf(textOf(value)?.match(TOKEN) ?? [], (token) => likenessOf(token.replace(/[ -]/g, '')));
}

/** By chance one number in ten that begins like a card passes Luhn's check. */
export function likenessOf(number: string): Likeness {
  const isIssued = ISSUERS.some(([beginning, lengths]) => beginning.test(number) && lengths.includes(number.length));
  if (!isIssued || /^(\d)\1+$/.test(number)) return null;
  // 62 is also Gansu: 18 digits that are an identity card are that
  if (number.length === 18 && idLikeness(number) === 'match') return null;
  return luhn(number) === 0 ? 'match' : 'near';
}

/** 0 where the last digit is right. */
export function luhn(number: string): number {
  const digits = [...number].reverse().map(Number);
  return (
    digits.reduce((sum, digit, at) => sum + (at % 2 === 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit), 0) % 10
  );
}
