import type { Locator, Tag } from '../registry/model.ts';
import type { Place } from './place.ts';
import type { Unit } from './unit.ts';
import type { Workshop } from './workshop.ts';

export type LocatedTag = Tag & { readonly locator: Locator };

/**
 * The tags that say where a unit's records are, and how many records of the cluster the unit was not asked to look at. A
 * derived cluster has no tags of its own: those of the ordinary ones of its dataset say where everything is.
 */
export async function locate(
  unit: Unit,
  { dataset, cluster }: Place,
  { registry }: Workshop,
): Promise<{ tags: LocatedTag[]; others: number }> {
  const derived = cluster.only !== undefined;
  const rules = derived ? dataset.clusters.filter((one) => one.only === undefined) : [cluster];
  const found: LocatedTag[] = [];
  for (const { rule } of rules) {
    const tags = await registry.tags(unit.ref, { dataset: dataset.id, rule });
    found.push(...tags.filter((tag): tag is LocatedTag => tag.locator !== undefined));
  }
  const tags = found.filter((tag) => unit.records === 'all' || unit.records.has(tag.locator.record));
  return { tags, others: found.length - tags.length };
}
