import type { Announcement, Metric } from '../../lib/announcements.ts';
import type { Plan } from '../../lib/policy/plan.ts';
import {
  type CaseOffice,
  type CaseRequest,
  contradict,
  createReferencer,
  giveConsent,
  meetPreconditions,
  openCase,
  type Registry,
  type UrgentTimer,
} from '../../lib/registry/index.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { tableKey } from '../erasure/workbench.ts';
import { requestPlan } from './request-plan.ts';
import { sampleEvidence } from './sample-case.ts';

export const referencer = createReferencer(Buffer.from('registry key'));
export const LI = 'li-13912345678';
export const ref = referencer.subject('shop', LI);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** A Monday in Shanghai, long before any holiday. */
export const START = Date.parse('2026-03-09T10:00:00+08:00');

type Given<T extends CaseRequest['type']> = Partial<CaseRequest> & { readonly type: T };

/** An office in memory that cases are opened in: what it announced, counted and scheduled. */
export function createCaseBench({ plan = requestPlan }: { plan?: Plan } = {}) {
  let now = START;
  let left = Number.POSITIVE_INFINITY;
  const step = () => {
    if (left-- <= 0) throw new Error('died here');
  };
  const announced: Announcement[] = [];
  const counts = new Map<Metric, number>();
  const memory = memoryRegistry({ shards: 1, before: step });
  const registry: Registry = memory;
  const office: CaseOffice = {
    plan,
    registry,
    referencer,
    evidenceOf: async () => sampleEvidence,
    keyOf: tableKey,
    clock: { now: () => now, sleep: async () => {} },
    bus: {
      announce: async (news) => {
        step();
        announced.push(...news);
      },
    },
    meter: { count: (metric, value) => void counts.set(metric, (counts.get(metric) ?? 0) + value) },
  };
  return {
    office,
    registry,
    announced,
    counts,
    contents: memory.contents,
    dieAfter(requests: number) {
      left = requests;
    },
    advance(milliseconds: number) {
      now += milliseconds;
    },
    open<T extends CaseRequest['type']>(given: Given<T>) {
      return openCase({ id: `a ${given.type}`, policy: 'shop', subject: LI, receivedAt: START, ...given }, office);
    },
    prove(id: string, preconditions: Readonly<Record<string, string>>, metAt = now) {
      return meetPreconditions({ type: 'PreconditionsMet', id: 'proof', case: id, preconditions, metAt }, office);
    },
    consent(givenAt: number, categories?: readonly string[], more: { id?: string; version?: string } = {}) {
      const about = { policy: 'shop', subject: LI, version: '2.0', evidence: 'consent log 12', givenAt, categories };
      return giveConsent({ type: 'ConsentGiven', id: 'a consent', ...about, ...more }, office);
    },
    reopen(reopenedAt: number, id = 'reopened') {
      return contradict({ type: 'AccountReopened', id, policy: 'shop', subject: LI, reopenedAt }, office);
    },
    check: () => registry.checkSubject(ref),
    async timers(): Promise<string[]> {
      const rows = memory.contents().filter(({ pk }) => pk.startsWith('U#'));
      const timers = rows.map(({ item }) => item as unknown as UrgentTimer);
      return timers.map(({ dataset, rule }) => `${dataset}#${rule}`).sort();
    },
  };
}

export type CaseBench = ReturnType<typeof createCaseBench>;
