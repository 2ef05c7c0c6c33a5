import { DAYS_BEFORE } from '../brakes.ts';
import type {
  Brake,
  Case,
  CaseGate,
  Cluster,
  DocketEntry,
  FulfilledRecord,
  PlacedHold,
  PlannedTimer,
  ShardName,
  ShardState,
  Subject,
  Tag,
  UrgentTimer,
} from '../model.ts';
import { type Beginning, begun } from '../openings.ts';
import { firstNotice } from '../outbox-keys.ts';

/*
 * What no caller may ever ask of a registry. The table would take some of it in silence and come to grief later; the
 * twin says so at once.
 */

const TRANSACTION_ITEMS = 100;
/** The case, its place on the docket and the subject. */
const BESIDE_TIMERS = 3;
const REFERENCE = /^[\w-]{1,64}$/;
const CLUSTER_NAME = /^[^#]+#[^#]+$/;

export function legalRef(ref: string): void {
  insist(REFERENCE.test(ref), `"${ref}" is not a reference: base64url, and never a subject id`);
}

export function legalId(what: string, id: string): void {
  insist(
    id !== '' && !id.includes('#'),
    `the ${what} "${id}" is empty or holds "#", which keeps the parts of a key apart`,
  );
}

export function legalCluster(cluster: Cluster): void {
  legalRef(cluster.ref);
  legalId('dataset', cluster.dataset);
  legalId('rule', cluster.rule);
}

export function legalClusterName(name: string): void {
  insist(CLUSTER_NAME.test(name), `"${name}" is not a cluster's name: <dataset>#<rule>`);
}

export function legalTag(tag: Tag): void {
  legalCluster(tag);
  if (tag.locator) legalId('record hash', tag.locator.record);
}

export function legalPlannedTimer(timer: PlannedTimer): void {
  insist(timer.startAt % 1000 === 0, `a planned timer starts at ${timer.startAt} ms, which is no whole second`);
  legalTimer(timer);
}

export function legalUrgentTimer(timer: UrgentTimer): void {
  insist(timer.nonce !== '', 'an urgent timer has no nonce, which makes it unique');
  legalTimer(timer);
}

function legalTimer(timer: PlannedTimer): void {
  legalCluster(timer);
  legalInstant('a timer starts', timer.startAt);
  if (timer.record !== undefined) legalId('record hash', timer.record);
}

export function legalDocketEntry(entry: DocketEntry): void {
  legalId('case', entry.case);
  legalInstant('a certificate is due', entry.at);
}

/** Ten digits of seconds sort as text; more or fewer do not. */
function legalInstant(what: string, at: number): void {
  insist(at >= 0 && at < 1e13, `${what} at ${at}, which is no instant before 2286`);
}

export function legalShard(name: ShardName, shards: number): void {
  insist(Number.isInteger(name.shard) && name.shard >= 0 && name.shard < shards, `there is no shard ${name.shard}`);
}

export function legalAnnouncement(next: ShardState): void {
  insist(Number.isInteger(next.page) && next.page >= 1, `pages are numbered from 1, not ${next.page}`);
  for (const ref of next.announced) legalRef(ref);
}

export function legalHold(placed: PlacedHold): void {
  legalId('hold', placed.id);
  if ('ref' in placed.scope) legalRef(placed.scope.ref);
  else legalId('policy or dataset', placed.scope.wide);
  insist(placed.released === undefined, `the hold "${placed.id}" is placed as one that was released`);
}

export function legalBrake({ dataset, rule, step, day, budget, left, before }: Brake): void {
  legalId('dataset', dataset);
  legalId('rule', rule);
  insist(step >= 1, 'the writes of a brake are counted from 1');
  insist(/^\d{4}-\d{2}-\d{2}$/.test(day), `"${day}" is no civil day`);
  insist(left >= 0 && left <= budget, `of a day's budget of ${budget}, ${left} records are left`);
  insist(before.length <= DAYS_BEFORE, `${before.length} days are kept of a brake`);
}

export function legalOpening(
  opened: Case,
  subject: Subject,
  timers: readonly UrgentTimer[],
  fulfilled?: FulfilledRecord,
): void {
  legalId('case', opened.id);
  insist(subject.ref === opened.ref, 'a case is opened for another subject than it names');
  insist(subject.id !== undefined, 'a case is opened for a subject without id');
  if (fulfilled) legalId('record hash', fulfilled.record);
  const waits = opened.state === 'waiting';
  const unmet = opened.gates.some(({ metAt }) => metAt === undefined);
  insist(waits === unmet, 'a case waits while a gate is not met, and no longer');
  insist(waits === (subject.waiting ?? []).includes(opened.id), 'a subject does not know that its case waits');
  insist(!waits || (timers.length === 0 && opened.outstanding.length === 0), 'a case that waits has begun');
  const marked = subject.closure !== undefined || subject.withdrawn !== undefined || fulfilled !== undefined;
  insist(opened.outstanding.length === 0 || marked, 'a case is opened that covers nothing of its subject');
  legalTransaction(opened, timers, fulfilled === undefined ? 0 : 1);
  for (const name of [...opened.outstanding, ...opened.restricted]) legalClusterName(name);
  const isNew = opened.receipts.length === 0 && opened.issued.length === 0 && opened.refusal === undefined;
  insist(isNew, 'a new case has receipts, or certificates were thought of before it');
  insist(
    (opened.state === 'completed') === (opened.completedAt !== undefined),
    'a case opened as completed says when, and no other does',
  );
}

export function legalBeginning(waiting: Case, gates: readonly CaseGate[], then: Beginning | null): void {
  legalId('case', waiting.id);
  const unmet = gates.some(({ metAt }) => metAt === undefined);
  insist(unmet === (then === null), 'a case begins when all its gates are met, and not before');
  if (then === null) return;
  insist(then.subject.ref === waiting.ref, 'a case begins for another subject than it names');
  insist(!(then.subject.waiting ?? []).includes(waiting.id), 'a subject still waits for a case that begins');
  // Its old place on the docket goes too.
  legalTransaction(begun(waiting, gates, then), then.timers, 1);
  for (const name of then.outstanding) legalClusterName(name);
}

function legalTransaction(one: Case, timers: readonly UrgentTimer[], more: number): void {
  const items = timers.length + BESIDE_TIMERS + more + (firstNotice(one) === null ? 0 : 1);
  insist(items <= TRANSACTION_ITEMS, `${items} items are more than one transaction holds`);
}

export function insist(holds: boolean, complaint: string): asserts holds {
  if (!holds) throw new Error(`Illegal use of the registry: ${complaint}.`);
}
