import { HOLD_PREFIX, HOLDS, holdPartition, wideHoldPartition } from '../keys.ts';
import type { Hold, PlacedHold } from '../model.ts';
import type { HoldRegistry } from '../registry.ts';
import type { Before } from './index.ts';
import type { Items } from './items.ts';
import { legalHold, legalId } from './legal.ts';

const LAST = '\uffff';

export function holdMethods(items: Items, before: Before): HoldRegistry {
  const listed = (id: string) => ({ pk: HOLDS, sk: id });
  const inForce = ({ scope, id }: PlacedHold) => ({ pk: holdPartition(scope), sk: HOLD_PREFIX + id });
  const standing = (id: string) => items.get(listed(id)) as PlacedHold | undefined;

  return {
    async wideHolds(scope) {
      await before('wideHolds');
      return holdsIn(items, wideHoldPartition(scope));
    },

    async placeHold(placed) {
      await before('placeHold');
      legalHold(placed);
      if (standing(placed.id) === undefined) items.put(listed(placed.id), { ...placed });
      // Two requests, and a crash may come between: listed and not in force.
      await before('placeHold');
      const stands = standing(placed.id) ?? placed;
      const { policy: _policy, scope: _scope, released, ...hold } = stands;
      if (released === undefined) items.put(inForce(stands), hold);
      return stands;
    },

    async releaseHold(id, released) {
      await before('releaseHold');
      legalId('hold', id);
      const placed = standing(id);
      if (placed === undefined) return null;
      const done = { ...placed, released: placed.released ?? released };
      items.put(listed(id), done);
      await before('releaseHold');
      items.delete(inForce(placed));
      return done;
    },

    async holds() {
      await before('holds');
      return items.range(HOLDS, '', LAST).map(({ item }) => item as unknown as PlacedHold);
    },
  };
}

export function holdsIn(items: Items, pk: string): Hold[] {
  return items.range(pk, HOLD_PREFIX, HOLD_PREFIX + LAST).map(({ item }) => item as unknown as Hold);
}
