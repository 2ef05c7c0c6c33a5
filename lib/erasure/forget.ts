import type { UrgentTimer } from '../registry/model.ts';
import { lookAgain, type Moment } from './next-timers.ts';
import type { Checked } from './page.ts';
import { FORGET_AFTER, HELD_LOOK } from './times.ts';
import type { Unit } from './unit.ts';
import { nothingToDo, type UnitResult } from './unit-result.ts';
import type { Workshop } from './workshop.ts';

const DAY = 24 * 3600 * 1000;

/**
 * The last record went a quarter of an hour ago and the subject was marked. Since then every `tag` function that may have
 * seen the subject unmarked has ended; so if no tag and no store knows the subject now, its id is dropped. A record that
 * came meanwhile took the mark away, and the id stays.
 */
export async function lookBeforeForgetting(
  unit: Unit,
  { subject, holds }: Checked,
  moment: Moment,
  shop: Workshop,
): Promise<UnitResult> {
  const nothing = nothingToDo(unit);
  if (subject?.id === undefined || subject.forgetting === undefined) return nothing;
  // Marked again later: that mark has a timer of its own.
  if (subject.forgetting > moment.now - FORGET_AFTER) return nothing;
  if (holds.length > 0) {
    return { ...nothing, nextUrgent: lookAgain(unit, moment, moment.now + HELD_LOOK, { again: 'forget' }) };
  }
  if ((await shop.registry.tags(unit.ref)).length > 0) return nothing;

  const datasets = Object.values(shop.plan.datasets).filter((dataset) => dataset.policy === subject.policy);
  const healing: UrgentTimer[] = [];
  for (const dataset of datasets) {
    const [cluster] = dataset.clusters;
    if (!cluster) continue;
    const scope = { subject: subject.id, dataset, cluster, locators: [] };
    if (!(await shop.targets(dataset).any(scope))) continue;
    // Data without a tag: should not be, and must not be lost. Every rule of the dataset looks at it now.
    for (const { rule, action } of dataset.clusters) {
      healing.push({ action, startAt: moment.now, ref: unit.ref, dataset: dataset.id, rule, nonce: 'heal' });
    }
  }
  if (healing.length > 0) return { ...nothing, nextUrgent: healing };

  const longest = Math.max(0, ...datasets.map((dataset) => dataset.copiesGoneAfterDays));
  await shop.registry.forgetSubject(unit.ref, subject.forgetting, moment.now + longest * DAY);
  return nothing;
}
