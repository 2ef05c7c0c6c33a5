import type { Announcement, Metric } from '../../lib/announcements.ts';
import { ExpungeError } from '../../lib/errors.ts';
import { type Case, createReferencer, meetShutDown, openShutDown, type Subject } from '../../lib/registry/index.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { WALK_LEASE } from '../../lib/registry/walk.ts';
import {
  continueShutDowns,
  progressOf,
  type ShutDownOffice,
  type ShutDownRecord,
} from '../../lib/shutting-down/index.ts';
import { samplePlan } from '../erasure/sample-plan.ts';
import { plainTrigger } from '../policy/plain.ts';
import { sampleCase } from '../registry/sample-case.ts';

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
export const NOW = Date.parse('2026-03-02T00:00:00Z');
export const POLICY = 'shop';
export const PROOFS = { 'collection-stopped': 'OPS-17', 'notice-posted': 'https://shop.example/notice' };

const referencer = createReferencer(Buffer.from('registry key'));

const { shop } = samplePlan.policies;
if (shop === undefined) throw new Error('the sample has a shop');
const shutDownTrigger = plainTrigger({
  clause: '2.9.2',
  deadline: 'P30D',
  deadlineFrom: 'preconditions met',
  scopes: ['all subjects'],
  covers: ['short'],
  gates: Object.keys(PROOFS).map((id) => ({ id, clause: '2.9.2' })),
});
export const plan = {
  ...samplePlan,
  policies: {
    shop: { ...shop, triggers: { ServiceShutDown: shutDownTrigger } },
    quiet: { ...shop, id: 'quiet', triggers: {} },
  },
};

/**
 * A service with subjects, in memory. Cases are opened in one write, and end when they are told to. It dies where it is
 * told to: between any two requests.
 */
export function createWorld() {
  let now = NOW;
  let left = Number.POSITIVE_INFINITY;
  const step = () => {
    if (left-- <= 0) throw new Error('died here');
  };
  const registry = memoryRegistry({ shards: 1, before: step });
  const files = new Map<string, string>();
  const announced: Announcement[] = [];
  const counts = new Map<Metric, number>();
  const opened: string[] = [];
  const faults: unknown[] = [];
  const unopenable = new Set<string>();
  const clock = { now: () => now, sleep: async () => {} };
  const office: ShutDownOffice = {
    registry,
    referencer,
    async openCase({ id: event, policy, subject: id, receivedAt, provenAt = receivedAt, preconditions }) {
      step();
      if (unopenable.has(id)) throw new ExpungeError('MESSAGE_INVALID', 'No.');
      const ref = referencer.subject(policy, id);
      const gates = Object.entries(preconditions ?? {}).map(([gate, evidence]) => ({
        id: gate,
        metAt: provenAt,
        evidence,
      }));
      const one: Case = sampleCase({
        id: referencer.case(policy, event),
        ref,
        policy,
        gates,
        trigger: 'ServiceShutDown',
        receivedAt,
        deadline: provenAt + DAY,
        outstanding: ['logs#short'],
      });
      const closure = { case: one.id, trigger: one.trigger, at: receivedAt, deadline: one.deadline, covers: ['short'] };
      const known = (await registry.subjects([ref])).get(ref);
      const subject: Subject = { closure, ...known, ref, policy, id };
      if (await registry.openCase(one, subject, [])) opened.push(one.id);
      return (await registry.case(one.id)) ?? one;
    },
    keep: async (path, text) => {
      step();
      files.set(path, text);
    },
    clock,
    bus: {
      announce: async (news) => {
        step();
        announced.push(...news);
      },
    },
    meter: { count: (metric, value) => void counts.set(metric, (counts.get(metric) ?? 0) + value) },
    fault: (error) => void faults.push(error),
  };
  const front = { plan, registry, referencer, clock };
  const only = async () => {
    const [one] = await registry.shutDowns();
    if (one === undefined) throw new Error('no shut-down');
    return one;
  };
  return {
    office,
    registry,
    files,
    announced,
    counts,
    opened,
    faults,
    unopenable,
    only,
    now: () => now,
    wait(milliseconds: number) {
      now += milliseconds;
    },
    dieAfter(requests: number) {
      left = requests;
    },
    async subject(id: string, policy = POLICY) {
      await registry.rememberSubject({ ref: referencer.subject(policy, id), policy, id });
    },
    open: (
      rest: {
        id?: string;
        preconditions?: Readonly<Record<string, string>>;
        receivedAt?: number;
        policy?: string;
      } = {},
    ) => openShutDown({ id: 'end-1', policy: POLICY, receivedAt: now, ...rest }, front),
    meet: (id: string, preconditions: Readonly<Record<string, string>>) =>
      meetShutDown({ case: id, preconditions, metAt: now }, front),
    /** One run of the function. */
    run: () => continueShutDowns(now + 40_000, office),
    /** Runs, rested in between, as long as that changes anything that matters. */
    async rounds(number: number) {
      for (let round = 0; round < number; round++) {
        await continueShutDowns(now + 40_000, office);
        now += WALK_LEASE + DAY;
      }
    },
    progress: async () => progressOf(await only(), registry),
    caseOf: (id: string, shutDown: string) => referencer.case(POLICY, `${shutDown}/${referencer.subject(POLICY, id)}`),
    /** Erases what a case covers: all, or all but what a floor keeps until then. */
    async end(id: string, until?: number) {
      const one = await registry.countDown(id, 'logs#short', until === undefined ? 'erased' : 'restricted');
      await registry.endCase(one, until === undefined ? 'completed' : 'restricted', now);
      if (until === undefined) return registry.certified(null, id, { stage: 'erased', at: now }, null);
      const tag = { ref: one.ref, dataset: 'logs', rule: 'short', policyVersion: '1', case: id } as const;
      return registry.putTags([{ ...tag, state: 'restricted', until }]);
    },
    record: (id: string) => JSON.parse(files.get(`shut-downs/${id}.json`) ?? 'null') as ShutDownRecord | null,
  };
}
