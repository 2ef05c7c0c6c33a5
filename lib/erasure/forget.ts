import type { PlanDataset } from '../policy/plan.ts';
import { isSettled } from '../registry/case-recipients.ts';
import { lookAfter } from '../registry/in-force.ts';
import type { FulfilledRecord, Subject, UrgentTimer } from '../registry/model.ts';
import { letGoOfRecord } from './close-units.ts';
import { failUnit } from './failing.ts';
import { lookAgain, type Moment } from './next-timers.ts';
import type { Checked } from './page.ts';
import { FORGET_AFTER, HELD_LOOK, NEEDED_LOOK } from './times.ts';
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
  { subject, holds, fulfilled }: Checked,
  moment: Moment,
  shop: Workshop,
): Promise<UnitResult> {
  const nothing = nothingToDo(unit);
  if (subject?.id === undefined || subject.forgetting === undefined) return nothing;
  // Marked again later: that mark has a timer of its own.
  if (subject.forgetting > moment.now - FORGET_AFTER) return nothing;
  if (holds.length > 0) {
    return { ...nothing, nextUrgent: lookAgain(unit, moment, lookAfter(holds, moment.now + HELD_LOOK)) };
  }
  if (await shop.registry.isTagged(unit.ref)) return nothing;
  if (await isNeeded(subject, fulfilled, shop)) {
    return { ...nothing, nextUrgent: lookAgain(unit, moment, moment.now + NEEDED_LOOK) };
  }

  const datasets = Object.values(shop.plan.datasets).filter((dataset) => dataset.policy === subject.policy);
  let untagged: readonly PlanDataset[];
  try {
    untagged = await holding(subject.id, datasets, shop);
  } catch (failure) {
    return failUnit(unit, moment, failure, shop);
  }
  // Data without a tag: should not be, and must not be lost. Every rule of the dataset looks at it now.
  const healing = untagged.flatMap((dataset) =>
    dataset.clusters
      .filter(({ only }) => only === undefined)
      .map(({ rule, action }): UrgentTimer => {
        return { action, startAt: moment.now, ref: unit.ref, dataset: dataset.id, rule, nonce: 'heal' };
      }),
  );
  if (healing.length > 0) return { ...nothing, nextUrgent: healing };

  const longest = Math.max(0, ...datasets.map((dataset) => dataset.copiesGoneAfterDays));
  const tombstoneUntil = leavesTombstone(subject) ? moment.now + longest * DAY : null;
  await shop.registry.forgetSubject(unit.ref, subject.forgetting, tombstoneUntil);
  return nothing;
}

/** What comes back from a copy of somebody who ended the account, or took back a consent, has to be known for what it is. */
function leavesTombstone({ closure, withdrawn = {} }: Subject): boolean {
  return closure !== undefined || Object.keys(withdrawn).length > 0;
}

/** Some case still needs to know who this is: it waits for its gates, or somebody has yet to be told. */
async function isNeeded(
  { closure, withdrawn = {}, waiting = [], telling = [] }: Subject,
  fulfilled: readonly FulfilledRecord[],
  shop: Workshop,
): Promise<boolean> {
  if (waiting.length > 0) return true;
  const marks = [...(closure ? [closure] : []), ...Object.values(withdrawn), ...fulfilled];
  const cases = await shop.registry.cases([...new Set([...telling, ...marks.map((mark) => mark.case)])]);
  if (cases.some(({ recipients }) => !recipients.every(isSettled))) return true;
  for (const one of cases) if (one.state === 'completed') await letGoOfRecord(one, shop);
  const ended = new Set(cases.filter(({ state }) => state === 'completed').map(({ id }) => id));
  return fulfilled.some((one) => !ended.has(one.case));
}

/** The datasets in which there still is something of the subject. */
async function holding(subject: string, datasets: readonly PlanDataset[], shop: Workshop): Promise<PlanDataset[]> {
  const found: PlanDataset[] = [];
  for (const dataset of datasets) {
    const [cluster] = dataset.clusters;
    if (cluster && (await shop.targets(dataset).any({ subject, dataset, cluster, locators: [] }))) found.push(dataset);
  }
  return found;
}
