import { clusterName } from '../registry/keys.ts';
import type { Place } from './place.ts';
import { type Allowed, Purse } from './purse.ts';
import type { Unit } from './unit.ts';
import type { Workshop } from './workshop.ts';

/** The brake of one unit. */
export interface UnitBrake {
  /** Takes budget for so many ripe records, as far as there is any. What is not allowed has to stay, and is counted. */
  readonly allow: (records: number) => Promise<Allowed>;
}

/** The brakes of everything on one page. */
export interface PageBrakes {
  /** Asked for once for each unit. */
  of(place: Place): UnitBrake;
  /** Announces what was paused: to be done while the page would still be repeated, for a repeat says it again. */
  tell(): Promise<void>;
  /** Gives back what was taken in advance and not used, and writes down what waits. What is lost here is budget, and no more. */
  settle(): Promise<void>;
}

/**
 * The brakes of a page. Nothing is erased that no budget was taken for before; who dies in between has lost that budget.
 * @param repeated whoever braked here before may have died before saying so: it is said again.
 */
export function pageBrakes(units: readonly Unit[], repeated: boolean, shop: Workshop): PageBrakes {
  const many = Map.groupBy(
    units.filter(({ forget }) => !forget),
    clusterName,
  );
  const purses = new Map<string, Purse>();
  return {
    of(place) {
      const name = clusterName({ dataset: place.dataset.id, rule: place.rule.id });
      const purse = purses.get(name) ?? new Purse(place, many.get(name)?.length ?? 1, repeated, shop);
      purses.set(name, purse);
      let asked = false;
      return {
        allow: (records) => {
          const isFirst = !asked;
          asked = true;
          return purse.allow(records, isFirst);
        },
      };
    },
    async tell() {
      const news = [...purses.values()].flatMap((purse) => purse.news ?? []);
      if (news.length > 0) await shop.bus.announce(news);
    },
    async settle() {
      for (const purse of purses.values()) await purse.settle();
    },
  };
}
