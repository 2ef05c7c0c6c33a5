import { isDeepStrictEqual } from 'node:util';
import type { PlanDataset } from '../../../lib/policy/plan.ts';
import { isDerived } from '../../../lib/policy/plan-index.ts';
import { isLeftOf } from '../anonymity.ts';
import { type Appearance, fieldsOf } from '../appearance.ts';
import type { Entry } from '../ledger.ts';
import { fieldsByCategory, type WrittenInventory } from './inventory.ts';
import type { About } from './scope.ts';

/** What the stores show of one player's data. */
export interface Shown {
  /** Fields, or whole records without named fields, that the trigger was about and that have gone. */
  readonly erased: number;
  /** Those that a floor keeps although the trigger was about them. */
  readonly kept: number;
  /** Those the trigger was not about, still as they were. */
  readonly untouched: number;
  /** What should not be: datasets and categories, never values. */
  readonly wrong: readonly string[];
}

export interface Evidence {
  readonly entries: readonly Entry[];
  readonly seen: ReadonlyMap<string, Appearance>;
  readonly about: About;
  readonly now: number;
  readonly dataset: (id: string) => PlanDataset;
  readonly inventory: WrittenInventory;
}

/** Holds the stores against what a trigger was about, category by category, as people wrote the inventory. */
export function holdAgainst({ entries, seen, about, now, dataset, inventory }: Evidence): Shown {
  const count = { erased: 0, kept: 0, untouched: 0 };
  const wrong = new Set<string>();
  for (const entry of entries) {
    const written = inventory.datasets[entry.dataset];
    if (written === undefined) continue;
    const shown = seen.get(entry.id);
    const before = fieldsOf(entry.original);
    const after = shown === undefined ? null : fieldsOf(shown);
    for (const [category, names] of fieldsByCategory(written)) {
      const fate = fateOf(entry, category, dataset(entry.dataset));
      const place = `${entry.dataset} ${category}`;
      // What age takes by itself meanwhile says nothing about the trigger.
      if (fate.agedOut(now)) continue;
      const isMeant = concerns(about, entry, category) && !fate.isKept(now);
      const parts = names.filter((name) => before[name] !== undefined && before[name] !== null);
      const verdicts = parts.map((name) => ({
        same: after !== null && isDeepStrictEqual(before[name], after[name]),
        gone: after === null || fate.isErased(name, before[name], after[name]),
      }));
      if (names.length === 0) verdicts.push({ same: after !== null, gone: after === null });
      for (const { same, gone } of verdicts) {
        if (isMeant ? !gone : !same) wrong.add(`${place} ${isMeant ? 'is still there' : 'was touched'}`);
        else if (isMeant) count.erased++;
        else if (concerns(about, entry, category)) count.kept++;
        else count.untouched++;
      }
    }
  }
  return { ...count, wrong: [...wrong].sort() };
}

function concerns(about: About, entry: Entry, category: string): boolean {
  switch (about.kind) {
    case 'everything':
      return true;
    case 'categories':
      return about.categories.includes(category);
    case 'record': {
      const [of, ...key] = JSON.parse(entry.id) as (string | null)[];
      const wanted = Object.values(about.key).map(({ S }) => S);
      return of === about.dataset && wanted.every((part, index) => part === key[index]);
    }
  }
}

/** What the rule of a category means for a record, worked out from its own times. */
function fateOf(entry: Entry, category: string, { clusters }: PlanDataset) {
  const cluster = clusters.find(({ only, categories }) => only === undefined && categories.includes(category));
  const fate = entry.byAge.find(({ rule }) => rule === cluster?.rule);
  // Whatever else may take the record as a whole.
  const deletion = entry.byAge.find(({ rule, action }) => action === 'delete' && !isDerived(rule));
  const hows = clusters.flatMap(({ fields }) => Object.entries(fields));
  return {
    isKept: (now: number) => fate?.floorEnds != null && fate.floorEnds > now,
    agedOut: (now: number) => [fate, deletion].some((one) => one !== undefined && one.from <= now),
    isErased: (name: string, before: unknown, after: unknown) =>
      after === undefined || hows.some(([field, how]) => field === name && isLeftOf(before, after, how)),
  };
}
