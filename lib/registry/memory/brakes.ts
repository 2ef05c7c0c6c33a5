import { brakeKey } from '../brake-keys.ts';
import type { BrakeRegistry } from '../brakes.ts';
import { brakeState } from '../brakes.ts';
import type { Brake, BrakeName } from '../model.ts';
import type { Before } from './index.ts';
import type { Items } from './items.ts';
import { insist, legalBrake, legalId } from './legal.ts';

export function brakeMethods(items: Items, before: Before): BrakeRegistry {
  const standing = (name: BrakeName) => items.get(brakeKey(name)) as Brake | undefined;
  return {
    async brakes(names) {
      await before('brakes');
      return names.flatMap((name) => standing(name) ?? []);
    },

    async takeBudget(name, { effect, today, records, atLeast }) {
      await before('takeBudget');
      legalId('dataset', name.dataset);
      legalId('rule', name.rule);
      insist(
        Number.isInteger(records) && records > 0 && atLeast >= records,
        `${records} of ${atLeast} records are taken`,
      );
      const brake = standing(name) ?? null;
      if (brake === null || brakeState(brake, effect) !== 'running' || brake.day < today || brake.left < atLeast) {
        return { taken: false, brake };
      }
      const { observed: _observed, waiting: _waiting, ...rest } = brake;
      const next: Brake = { ...rest, step: brake.step + 1, left: brake.left - records };
      items.put(brakeKey(name), { ...next });
      return { taken: true, brake: next };
    },

    async saveBrake(next) {
      await before('saveBrake');
      legalBrake(next);
      if ((standing(next)?.step ?? 0) !== next.step - 1) return false;
      items.put(brakeKey(next), { ...next });
      return true;
    },
  };
}
