import type { Metric } from '../../lib/announcements.ts';
import type { Cluster, PlannedTimer, Subject, Tag, UrgentTimer } from '../../lib/registry/index.ts';
import { type Arming, createReferencer, type Registry, type Sighting } from '../../lib/registry/index.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { sampleCase } from './sample-case.ts';

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
/** No whole second, as no clock's time is. */
export const NOW = Date.parse('2026-03-02T00:00:00.400Z');
/** The second in which it lies. */
export const THIS_SECOND = Date.parse('2026-03-02T00:00:00Z');

export const referencer = createReferencer(Buffer.from('registry key'));
export const ref = referencer.subject('app', 'li');

/** A log of somebody's that goes in 180 days. */
export function sighting(rest: Partial<Sighting> = {}): Sighting {
  return {
    subject: 'li',
    policy: 'app',
    policyVersion: '1',
    dataset: 'logs',
    rule: 'short',
    categories: ['log'],
    deletable: false,
    kind: 'stored',
    action: 'delete',
    window: 86_400,
    latest: NOW + 180 * DAY,
    undated: false,
    key: null,
    event: 'event-1',
    ...rest,
  };
}

type Write = 'subject' | 'tag' | 'planned' | 'urgent';

/** What `arm` needs, in memory: it says what was asked and written, and fails when told. */
export function createArming() {
  let now = NOW;
  let asked = 0;
  let crashAt = Number.POSITIVE_INFINITY;
  const requests: (keyof Registry)[] = [];
  const writes: Write[] = [];
  /** How many items each read was for. */
  const reads: { [method in 'subjects' | 'knownTimers' | 'taggedClusters']?: number } = {};
  const counts = new Map<Metric, number>();
  const memory = memoryRegistry({
    shards: 1,
    before: (method) => {
      if (++asked >= crashAt) throw new Error('died here');
      requests.push(method);
    },
  });
  const noting =
    <T>(write: Write, method: (things: readonly T[]) => Promise<void>) =>
    (things: readonly T[]) => {
      writes.push(...things.map(() => write));
      return method(things);
    };
  const registry: Registry = {
    ...memory,
    subjects: (refs) => {
      reads.subjects = refs.length;
      return memory.subjects(refs);
    },
    knownTimers: (timers) => {
      reads.knownTimers = timers.length;
      return memory.knownTimers(timers);
    },
    taggedClusters: (clusters) => {
      reads.taggedClusters = clusters.length;
      return memory.taggedClusters(clusters);
    },
    rememberSubject: (subject) => {
      writes.push('subject');
      return memory.rememberSubject(subject);
    },
    putTags: noting('tag', memory.putTags),
    putPlannedTimers: noting('planned', memory.putPlannedTimers),
    putUrgentTimers: noting('urgent', memory.putUrgentTimers),
  };
  const items = <T>(pattern: RegExp) =>
    memory
      .contents()
      .filter(({ pk, sk }) => pattern.test(`${pk} ${sk}`))
      .map(({ item }) => item as T);
  const deps: Arming = {
    registry,
    referencer,
    clock: { now: () => now, sleep: async () => {} },
    meter: { count: (metric, value) => void counts.set(metric, (counts.get(metric) ?? 0) + value) },
  };
  return {
    deps,
    registry,
    requests,
    writes,
    reads,
    counts,
    contents: memory.contents,
    subjects: () => items<Subject>(/ SUBJECT$/),
    tags: () => items<Tag>(/ TAG#/),
    planned: () => items<PlannedTimer>(/^P#/),
    urgent: () => items<UrgentTimer>(/^U#/),
    advance(milliseconds: number) {
      now += milliseconds;
    },
    /** Forgets what was asked and written so far. */
    startCounting() {
      requests.length = 0;
      writes.length = 0;
    },
    /** The n-th request from here on and all after it fail, until `revive`. */
    crashAtRequest(n: number) {
      asked = 0;
      crashAt = n;
    },
    revive() {
      crashAt = Number.POSITIVE_INFINITY;
    },
    /** Somebody closed their account; then, perhaps, was forgotten. */
    async close(rules: readonly string[], then: 'remembered' | 'forgotten' = 'remembered') {
      const closure = {
        case: 'case-1',
        trigger: 'AccountClosed' as const,
        at: NOW - DAY,
        deadline: NOW + DAY,
        covers: rules,
      };
      await memory.openCase(
        sampleCase({
          id: 'case-1',
          policy: 'app',
          ref,
          receivedAt: NOW - DAY,
          deadline: NOW + DAY,
          state: 'completed',
          completedAt: NOW - DAY,
        }),
        { ref, policy: 'app', id: 'li', closure },
        [],
      );
      if (then === 'remembered') return;
      await memory.markForgetting(ref, 1);
      await memory.forgetSubject(ref, 1, NOW + 365 * DAY);
    },
  };
}

export type ArmingBench = ReturnType<typeof createArming>;

/** Tags and timers whose subject nobody could name, and timers of clusters without a tag. */
export function dangling(bench: ArmingBench): Cluster[] {
  const known = new Set(
    bench
      .subjects()
      .filter(({ id }) => id !== undefined)
      .map((subject) => subject.ref),
  );
  const name = ({ ref, dataset, rule }: Cluster) => `${ref} ${dataset} ${rule}`;
  const tagged = new Set(bench.tags().map(name));
  const timers = [...bench.planned(), ...bench.urgent()];
  return [...bench.tags().filter((tag) => !known.has(tag.ref)), ...timers.filter((timer) => !tagged.has(name(timer)))];
}
