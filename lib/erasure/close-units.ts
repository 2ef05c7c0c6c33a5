import type { Announcement } from '../announcements.ts';
import { together } from '../concurrency.ts';
import type { Receipt } from '../evidence/index.ts';
import { isSettled } from '../registry/case-recipients.ts';
import { clusterName } from '../registry/keys.ts';
import type { Case } from '../registry/model.ts';
import { FORGET_AFTER } from './times.ts';
import type { CountDown, Restriction, UnitResult } from './unit-result.ts';
import type { Workshop } from './workshop.ts';

const PARALLEL = 8;

/**
 * Writes down what a page led to, after its receipts are safe: tags, cases, announcements, and last of all the urgent
 * timers, so that a crash before that repeats what is not written yet. Every step may be repeated.
 */
export async function closeUnits(results: readonly UnitResult[], shop: Workshop): Promise<void> {
  await together(results, PARALLEL, (result) => closeUnit(result, shop));
  await shop.registry.removeUrgentTimers(results.flatMap((result) => result.unit.urgent));
}

async function closeUnit(result: UnitResult, shop: Workshop): Promise<void> {
  const { registry } = shop;
  await together(result.goneLocators, PARALLEL, (tag) => registry.removeTag(tag));
  for (const restriction of result.restrictions) await announceRestriction(result, restriction, shop);
  if (result.tag === 'gone') await removeTag(result, shop);
  else if (result.tag !== null) await registry.putTags([result.tag]);
  for (const receipt of result.receipts) await noteReceipt(receipt, shop);
  for (const one of result.countDown) await countDown(one, result, shop);
  if (result.unproved === 'cleared') await registry.clearUnproved(result.unit.ref, clusterName(result.unit));
  // Not only when a tag went just now: a worker may have died after taking the last one away.
  if (result.empty || result.goneLocators.length > 0) await prepareToForget(result, shop);
}

/**
 * Before any count-down: a case that has ended knows every receipt that is to be in the log before it is certified. Also
 * where no timer of the case asked for the look.
 */
async function noteReceipt({ id, trigger }: Receipt, { registry }: Workshop): Promise<void> {
  if ('case' in trigger) await registry.noteReceipt(trigger.case, id);
}

async function removeTag({ unit }: UnitResult, { registry }: Workshop): Promise<void> {
  const { ref, dataset, rule } = unit;
  await registry.removeTag({ ref, dataset, rule, state: 'kept', policyVersion: '' });
}

/** Says so when it is news that data have to stay although a case covers them: once per cluster and date. */
async function announceRestriction({ unit }: UnitResult, restriction: Restriction, shop: Workshop): Promise<void> {
  const { policy, subject, law, until } = restriction;
  if (restriction.own) {
    // The cluster's tag speaks of all its records, and the others are as they were: the case remembers.
    if ((await shop.registry.case(restriction.case))?.restricted.includes(clusterName(unit))) return;
  } else {
    const tags = await shop.registry.tags(unit.ref, unit);
    if (tags.some((tag) => tag.case === restriction.case && tag.until === until)) return;
  }
  shop.meter.count('Restricted', restriction.records);
  const detail = {
    policy,
    subject,
    case: restriction.case,
    dataset: unit.dataset,
    rule: unit.rule,
    law,
    until: until === null ? null : new Date(until).toISOString(),
  };
  await shop.bus.announce([{ type: 'ProcessingRestricted', detail }]);
}

/** Takes the cluster off a case, and ends the case when it was the last. */
async function countDown({ case: id, to }: CountDown, { unit }: UnitResult, shop: Workshop): Promise<void> {
  const now = await shop.registry.countDown(id, clusterName(unit), to);
  // A person has decided about it meanwhile.
  if (now.state === 'waiting' || now.state === 'refused') return;
  const state = stateOf(now);
  // Before the case ends: whoever finds it ended need not look whether this was done.
  if (state === 'completed') await letGoOfRecord(now, shop);
  if (state === now.state) return;
  const at = shop.clock.now();
  if (state === 'completed') {
    const completed: Announcement = {
      type: 'ErasureCompleted',
      detail: { policy: now.policy, case: id, completedAt: new Date(at).toISOString() },
    };
    await shop.bus.announce([completed]);
    shop.meter.count('CasesCompleted', 1);
  }
  if (state !== 'open') await shop.registry.endCase(now, state, at);
}

/**
 * The record that a case was about has gone, and nobody need know of it any longer: unless a recipient still has to be
 * told, for which the subject must not be forgotten. lookBeforeForgetting sees to that.
 */
export async function letGoOfRecord({ ref, scope, recipients }: Case, { registry }: Workshop): Promise<void> {
  if (scope.kind !== 'record' || !recipients.every(isSettled)) return;
  await registry.removeFulfilled(ref, scope.dataset, scope.record);
}

function stateOf({ outstanding, restricted }: Case): 'open' | 'restricted' | 'completed' {
  if (outstanding.length > 0) return 'open';
  return restricted.length > 0 ? 'restricted' : 'completed';
}

/** When a subject's last tag has gone, its id may follow, after one more look. */
async function prepareToForget({ unit }: UnitResult, { registry, clock }: Workshop): Promise<void> {
  if (await registry.isTagged(unit.ref)) return;
  const now = clock.now();
  if (!(await registry.markForgetting(unit.ref, now))) return;
  const { ref, dataset, rule } = unit;
  const startAt = now + FORGET_AFTER + 1000;
  // Only the deleting worker may look into every kind of store.
  await registry.putUrgentTimers([{ action: 'delete', startAt, ref, dataset, rule, nonce: 'forget', again: 'forget' }]);
}
