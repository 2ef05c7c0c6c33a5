import type { Hold, PlacedHold } from './model.ts';

/** Does it still suspend erasing? An extension ends by itself; a hold that was released is no longer where checks look. */
export const isInForce = ({ until }: Pick<Hold, 'until'>, now: number): boolean => until === undefined || now < until;

/** The same of one on the list, where those released stay too. */
export const isListedInForce = (placed: PlacedHold, now: number): boolean =>
  placed.released === undefined && isInForce(placed, now);

/**
 * When to look again at what these holds keep: when the last extension ends, if nothing else holds by then, so that what was
 * due goes at once; never later than `latest`.
 */
export function lookAfter(holds: readonly Pick<Hold, 'until'>[], latest: number): number {
  const ends = holds.map(({ until }) => until ?? Number.POSITIVE_INFINITY);
  return Math.min(latest, Math.ceil(Math.max(...ends) / 1000) * 1000);
}
