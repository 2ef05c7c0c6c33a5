import { bankCard } from './bank-card.ts';
import { coordinates } from './coordinates.ts';
import { idNumber } from './id-number.ts';
import { phoneBook } from './phone-book.ts';
import type { Shape } from './shape.ts';

export type { Likeness, Shape } from './shape.ts';

/** The shapes that a policy may name under `detect`. Any other word there is the name of a field. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  'id-number': idNumber,
  'bank-card': bankCard,
  coordinates,
  'phone-book': phoneBook,
};
