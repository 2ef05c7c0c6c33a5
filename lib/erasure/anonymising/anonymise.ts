import { DateTime } from 'luxon';
import type { Anonymiser } from '../../policy/plan.ts';
import { regionOf, SOMEWHERE } from './places.ts';
import { redact } from './redact.ts';

/** A field's value as the store's own types have it; `undefined` is a field that is not there. */
export type FieldValue = unknown;

/**
 * What becomes of a value. A field that is absent or null stays so: nothing is made up. Idempotent, so that a repeat
 * after a crash changes nothing and "is it anonymous?" is "would anonymising change it?".
 * A value of a kind the anonymiser does not know is not let through: it becomes null.
 */
export function anonymise(value: FieldValue, anonymiser: Anonymiser): FieldValue {
  if (value === undefined || value === null) return value;
  switch (anonymiser.how) {
    case 'remove':
      return undefined;
    case 'null':
      return null;
    case 'constant':
      return anonymiser.value;
    case 'year':
      return yearOf(value);
    case 'region':
      return typeof value === 'string' ? (value === SOMEWHERE ? SOMEWHERE : regionOf(value)) : null;
    case 'redact':
      return typeof value === 'string' ? redact(value) : null;
  }
}

/** True when nothing of the original is left in the value. */
export function isAnonymous(value: FieldValue, anonymiser: Anonymiser): boolean {
  return Object.is(anonymise(value, anonymiser), value);
}

const OLDEST_YEAR = 1800;
const NEWEST_YEAR = 2999;

/** `1987`, `1987-03-04 …`, `19870304`; not the first digits of a phone or a card number. */
const YEAR_FIRST = /^(\d{4})(?:\d{4})?(?!\d)/;

/** ISO date, year or epoch → `1987`. Numbers below 3000 are years already; larger ones seconds, then milliseconds. */
function yearOf(value: FieldValue): string | number | null {
  if (typeof value === 'number') {
    if (isYear(value)) return Math.trunc(value);
    const date = DateTime.fromMillis(Math.abs(value) < 1e11 ? value * 1000 : value, { zone: 'utc' });
    return isYear(date.year) ? date.year : null;
  }
  if (typeof value !== 'string') return null;
  const year = YEAR_FIRST.exec(value)?.[1];
  return year !== undefined && isYear(Number(year)) ? year : null;
}

/** What comes out must be read as a year again: false for what is none, NaN too. */
function isYear(value: number): boolean {
  return value >= OLDEST_YEAR && value < NEWEST_YEAR + 1;
}
