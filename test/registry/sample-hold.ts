import type { HoldScope, PlacedHold } from '../../lib/registry/index.ts';

/** A hold on somebody or something, as `placeHold` of a registry takes it. */
export function sampleHold(scope: HoldScope, id = 'h1', rest: Partial<PlacedHold> = {}): PlacedHold {
  const about = { ground: 'a', authority: 'Court, case 1', placedAt: 1, placedBy: 'officer', reviewAt: 2 };
  return { id, policy: 'shop', scope, ...about, ...rest };
}

/** The hold as a check sees it. */
export function inForce({ policy: _policy, scope: _scope, ...hold }: PlacedHold) {
  return hold;
}

export const RELEASED = { at: 3, by: 'officer' };
