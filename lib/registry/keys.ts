import type { Action } from '../policy/plan.ts';
import type { Case, Cluster, DocketEntry, HoldScope, PlannedTimer, Reply, ShardName, UrgentTimer } from './model.ts';
import type { Warning } from './warnings.ts';

/*
 * How the registry's keys are written. Ids of datasets and rules hold no `#`; references and hashes are
 * base64url. Instants are ten digits of seconds, which sort as text until the year 2286.
 */

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export const SUBJECT = 'SUBJECT';
export const CASE = 'CASE';
export const SHARD = 'SHARD';
export const HOLD_PREFIX = 'HOLD#';
/** Sorts between `HOLD#` and `SUBJECT`: one read sees all three. */
export const FULFILLED_PREFIX = 'PURPOSE#';
export const TAG_PREFIX = 'TAG#';
export const REPLY_PREFIX = 'REPLY#';
/** Sorts before the holds, so that reading a subject with its holds never meets one. */
export const ASKED_PREFIX = 'ASKED#';

export const subjectPartition = (ref: string): string => `S#${ref}`;
/** Holds on everything of a policy or of a dataset. The compiler lets no policy and dataset share an id. */
export const wideHoldPartition = (scope: string): string => `H#${scope}`;
export const holdPartition = (scope: HoldScope): string =>
  'ref' in scope ? subjectPartition(scope.ref) : wideHoldPartition(scope.wide);
export const fulfilledKey = (ref: string, { dataset, record }: { dataset: string; record: string }): Key => ({
  pk: subjectPartition(ref),
  sk: `${FULFILLED_PREFIX}${dataset}#${record}`,
});
export const caseKey = (id: string): Key => ({ pk: `C#${id}`, sk: CASE });
export const shardKey = (name: ShardName): Key => ({ pk: `W#${name.action}#${twoDigits(name.shard)}`, sk: SHARD });
export const plannedPartition = (name: ShardName): string => `P#${name.action}#${twoDigits(name.shard)}`;
export const urgentPartition = (name: ShardName): string => `U#${name.action}#${twoDigits(name.shard)}`;

/** Cases that have not ended, by deadline. */
export const OPEN_CASES = 'D#open';
/** When certificates are to be thought of. */
export const CERTIFICATES = 'D#certificate';

/** Every hold that was ever placed, by id. */
export const HOLDS = 'D#hold';

/** When somebody is to see how far the clocks of cases have run. */
export const WARNINGS = 'D#warning';

/** Answers that are owed, by deadline. */
export const OPEN_REPLIES = 'D#reply';
/** Cases that were refused, by when. */
export const REFUSED_CASES = 'D#refused';

/** When the recipients of cases are to be told something. */
export const NOTICES = 'D#tell';
/** Recipients that were escalated. */
export const ESCALATED = 'D#escalated';

export const openCaseKey = ({ id, deadline }: Pick<Case, 'id' | 'deadline'>): Key => {
  return { pk: OPEN_CASES, sk: `${roundedUp(deadline)}#${id}` };
};
export const docketKey = (entry: DocketEntry): Key => ({
  pk: CERTIFICATES,
  sk: `${roundedUp(entry.at)}#${entry.case}`,
});

export const replyKey = ({ case: of, id }: Pick<Reply, 'case' | 'id'>): Key => ({
  pk: caseKey(of).pk,
  sk: REPLY_PREFIX + id,
});
export const openReplyKey = ({ case: of, id, deadline }: Pick<Reply, 'case' | 'id' | 'deadline'>): Key => {
  return { pk: OPEN_REPLIES, sk: `${roundedUp(deadline)}#${of}#${id}` };
};
export const refusedCaseKey = ({ id, refusedAt }: { id: string; refusedAt: number }): Key => {
  return { pk: REFUSED_CASES, sk: `${roundedUp(refusedAt)}#${id}` };
};
/** What a subject asked for, by when. */
export const askedKey = (ref: string, { case: of, at }: DocketEntry): Key => {
  return { pk: subjectPartition(ref), sk: `${ASKED_PREFIX}${roundedUp(at)}#${of}` };
};

export function parseOpenReplySortKey(sk: string): Pick<Reply, 'case' | 'id' | 'deadline'> {
  const [deadline = '', of = '', id = ''] = sk.split('#');
  return { case: of, id, deadline: Number(deadline) * 1000 };
}

/** The instant and the case of a sort key under any of these lists. */
export function parseDocketSortKey(sk: string): DocketEntry {
  const [start = '', id = ''] = sk.split('#');
  return { case: id, at: Number(start) * 1000 };
}

/**
 * The entry for something that has just happened to a case. It lies in the second after: whoever takes an entry off the
 * docket that had started before never takes this one with it.
 */
export function docketSoon(id: string, now: number): DocketEntry {
  return { case: id, at: Math.floor(now / 1000) * 1000 + 1000 };
}

export const clusterName = (cluster: { dataset: string; rule: string }): string => `${cluster.dataset}#${cluster.rule}`;

export function parseClusterName(name: string): { dataset: string; rule: string } {
  const [dataset = '', rule = ''] = name.split('#');
  return { dataset, rule };
}

/** Everything strictly before this sort key has started at `now` (milliseconds). */
export const startedBound = (now: number): string => seconds(Math.floor(now / 1000) * 1000 + 1000);

export function tagSortKey(cluster: Cluster, record?: string): string {
  return `${TAG_PREFIX}${clusterName(cluster)}${record === undefined ? '' : `#${record}`}`;
}

export function parseTagSortKey(sk: string): { dataset: string; rule: string; record?: string } {
  const [, dataset = '', rule = '', record] = sk.split('#');
  return record === undefined ? { dataset, rule } : { dataset, rule, record };
}

export function plannedSortKey(timer: PlannedTimer): string {
  const base = `${seconds(timer.startAt)}#${timer.ref}#${clusterName(timer)}`;
  return timer.record === undefined ? base : `${base}#${timer.record}`;
}

export function parsePlannedSortKey(action: Action, sk: string): PlannedTimer {
  const [start = '', ref = '', dataset = '', rule = '', record] = sk.split('#');
  const timer = { action, startAt: Number(start) * 1000, ref, dataset, rule };
  return record === undefined ? timer : { ...timer, record };
}

export function urgentSortKey(timer: UrgentTimer): string {
  return `${seconds(timer.startAt)}#${timer.ref}#${clusterName(timer)}#${timer.record ?? ''}#${timer.nonce}`;
}

export function parseUrgentSortKey(action: Action, sk: string): UrgentTimer {
  // The nonce comes last and may be anything: an event's id, say.
  const [start = '', ref = '', dataset = '', rule = '', record = '', ...nonce] = sk.split('#');
  const timer = { action, startAt: Number(start) * 1000, ref, dataset, rule, nonce: nonce.join('#') };
  return record === '' ? timer : { ...timer, record };
}

function seconds(milliseconds: number): string {
  return String(Math.floor(milliseconds / 1000)).padStart(10, '0');
}

function roundedUp(milliseconds: number): string {
  return seconds(Math.ceil(milliseconds / 1000) * 1000);
}

function twoDigits(shard: number): string {
  return String(shard).padStart(2, '0');
}

/** `<seconds>#<case>#` and, for the clock of an answer, the id of the reply. */
export const warningKey = ({ at, case: id, clock }: Warning): Key => ({
  pk: WARNINGS,
  sk: `${seconds(at)}#${id}#${clock === 'erasure' ? '' : clock.reply}`,
});

export function parseWarningSortKey(sk: string): Warning {
  const [start = '', id = '', reply = ''] = sk.split('#');
  return { at: Number(start) * 1000, case: id, clock: reply === '' ? 'erasure' : { reply } };
}
