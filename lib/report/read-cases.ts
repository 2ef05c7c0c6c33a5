import type { RefusalReason } from '../evidence/certificate/refusal.ts';
import type { Case } from '../registry/model.ts';
import type { CaseRegistry, Docket } from '../registry/registry.ts';
import type { CaseBacklog, OutstandingRecipient, Restricted, TimeLeft, WaitingCases } from './backlog.ts';
import { TIME_LEFT } from './backlog.ts';

const DAY = 86_400_000;
const PAGE = 1000;
const MOST_PAGES = 20;
/** Cases that are read: those whose deadlines are nearest. */
const MOST_READ = 1000;
/** Later than any certificate is due, and ten digits of seconds still. */
const EVER = 9_000_000_000_000;

/** Cases that have not ended, and completed ones that wait for a certificate. */
export async function readCases(registry: CaseRegistry & Docket, now: number): Promise<CaseBacklog> {
  const deadlines = new Map<string, number>();
  let after = '';
  let more = false;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { cases, next } = await registry.openCases(after, PAGE);
    for (const { id, deadline } of cases) deadlines.set(id, deadline);
    more = next !== null;
    if (next === null) break;
    after = next;
  }
  const awaited = await registry.certificatesDue(EVER, PAGE);
  const near = [...deadlines].sort(([, a], [, b]) => Math.abs(a - now) - Math.abs(b - now)).map(([id]) => id);
  const ids = [...new Set([...near, ...awaited.map((entry) => entry.case)])];
  const cases = await registry.cases(ids.slice(0, MOST_READ));
  return {
    known: ids.length,
    read: Math.min(ids.length, MOST_READ),
    more: more || awaited.length === PAGE,
    open: openOf(cases, now),
    waiting: waitingOf(cases, now),
    restricted: restrictedOf(cases),
    recipients: recipientsOf(cases, now),
    refused: refusedOf(cases),
  };
}

function openOf(cases: readonly Case[], now: number): CaseBacklog['open'] {
  const open = cases.filter(({ state }) => state === 'open').map(({ deadline }) => timeLeft(deadline - now));
  return TIME_LEFT.map((left) => ({ left, cases: open.filter((one) => one === left).length }));
}

/** How long until the deadline, `left` milliseconds away. */
function timeLeft(left: number): TimeLeft {
  if (left < 0) return 'overdue';
  const days = [1, 3, 7, 14];
  return TIME_LEFT[1 + days.filter((bound) => left > bound * DAY).length] ?? 'longer';
}

function waitingOf(cases: readonly Case[], now: number): readonly WaitingCases[] {
  const sums = new Map<string, WaitingCases>();
  for (const { policy, state, gates, receivedAt } of cases) {
    for (const { id: gate, metAt } of gates) {
      if (state !== 'waiting' || metAt !== undefined) continue;
      const name = `${policy}#${gate}`;
      const known = sums.get(name) ?? { policy, gate, cases: 0, oldestDays: 0 };
      const oldestDays = Math.max(known.oldestDays, daysSince(receivedAt, now));
      sums.set(name, { ...known, cases: known.cases + 1, oldestDays });
    }
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

const daysSince = (at: number, now: number): number => Math.max(0, Math.floor((now - at) / DAY));

function restrictedOf(cases: readonly Case[]): readonly Restricted[] {
  const sums = new Map<string, Restricted>();
  for (const one of cases) {
    for (const cluster of one.restricted) {
      const [dataset = '', rule = ''] = cluster.split('#');
      const reason = one.refusal?.reasons.find(({ kind, what }) => kind === 'restriction' && what === cluster);
      const until = reason?.until ?? null;
      const month = until === null ? null : new Date(until).toISOString().slice(0, 7);
      const name = [one.policy, cluster, month ?? '9999', reason?.law].join('#');
      const restricted = { policy: one.policy, dataset, rule, law: reason?.law ?? null, month };
      sums.set(name, { ...restricted, cases: (sums.get(name)?.cases ?? 0) + 1 });
    }
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

function recipientsOf(cases: readonly Case[], now: number): readonly OutstandingRecipient[] {
  const sums = new Map<string, OutstandingRecipient>();
  for (const { recipients, receivedAt, state } of cases) {
    // Nobody is told of a case that has not begun.
    if (state === 'waiting' || state === 'refused') continue;
    const days = daysSince(receivedAt, now);
    for (const { id, confirmedAt, skipped } of recipients) {
      if (confirmedAt !== undefined || skipped !== undefined) continue;
      const known = sums.get(id) ?? { recipient: id, cases: 0, oldestDays: 0 };
      sums.set(id, { recipient: id, cases: known.cases + 1, oldestDays: Math.max(known.oldestDays, days) });
    }
  }
  return [...sums.values()].sort((a, b) => b.cases - a.cases || (a.recipient < b.recipient ? -1 : 1));
}

const REASONS = [
  'residue',
  'hold',
  'restriction',
  'recipient',
  'not sealed',
  'waiting',
  'refused',
  'fault',
] as const satisfies RefusalReason['kind'][];

function refusedOf(cases: readonly Case[]): CaseBacklog['refused'] {
  return REASONS.map((reason) => ({
    reason,
    cases: cases.filter(({ refusal }) => refusal?.reasons.some(({ kind }) => kind === reason)).length,
  })).filter((one) => one.cases > 0);
}
