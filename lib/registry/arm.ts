import type { Meter } from '../announcements.ts';
import type { Clock } from '../clock.ts';
import { ExpungeError } from '../errors.ts';
import { timerStart } from '../retention/index.ts';
import { coverageOf } from './coverage.ts';
import { clusterName, plannedSortKey } from './keys.ts';
import type { Cluster, PlannedTimer, Subject, Tag, UrgentTimer } from './model.ts';
import type { Referencer } from './reference.ts';
import type { Registry } from './registry.ts';
import type { Sighting } from './sighting.ts';
import { DATELESS_LOOK, PLANNED_MARGIN, SLOWEST_ARMING } from './times.ts';

const DAY = 24 * 3600 * 1000;

/** What arming came to. */
export interface Armed {
  /** Timers set for what is due now or nearly: a case covers it, or its time has come. Those of the undated among them. */
  readonly urgent: readonly UrgentTimer[];
  /** Clusters and half-windows that had no timer or no tag until now. */
  readonly untracked: number;
  /** Sightings of subjects whom nobody knew, or who were about to be forgotten: one for each cluster and record. */
  readonly remembered: readonly (Cluster & Pick<Sighting, 'action'> & { readonly record: string | undefined })[];
}

export interface Arming {
  readonly registry: Registry;
  readonly referencer: Referencer;
  readonly clock: Clock;
  readonly meter: Meter;
}

/**
 * Makes sure that every sighting has a timer, and that somebody knows whose it is. Reduces a batch to its
 * distinct clusters and half-windows and writes only what is missing: in the common case one small read per cluster.
 * Repeatable: a batch that comes twice arms the same timers.
 */
export async function arm(sightings: readonly Sighting[], deps: Arming): Promise<Armed> {
  if (sightings.length === 0) return { urgent: [], untracked: 0, remembered: [] };
  const begun = deps.clock.now();
  const named = sightings.map((sighting): Seen => ({ ...sighting, ...name(sighting, deps.referencer) }));
  // Strongly read, and after the record was written: a trigger not seen here comes later, and finds the record itself.
  const subjects = await deps.registry.subjects([...new Set(named.map((one) => one.ref))]);
  const seen = named.filter((one) => isArmed(one, subjects.get(one.ref)));

  const planned = new Map<string, { timer: PlannedTimer; of: Seen }>();
  const urgent = new Map<string, UrgentTimer>();
  for (const one of seen) {
    const timer = timerOf(one, subjects.get(one.ref), begun);
    if (timer === null) continue;
    // Whatever event showed it: one look at the cluster finds all of the batch.
    if ('nonce' in timer) urgent.set(plannedSortKey(timer), timer);
    else planned.set(plannedSortKey(timer), { timer, of: one });
  }

  const known = await deps.registry.knownTimers([...planned.values()].map(({ timer }) => timer));
  const missing = [...planned].filter(([sortKey]) => !known.has(sortKey)).map(([, entry]) => entry);
  const covered = new Set([...planned].filter(([sortKey]) => known.has(sortKey)).map(([, { of }]) => tagName(of)));
  const tags = await missingTags(seen, covered, deps);

  // Nothing may point at a subject that nobody knows: the subject first, then its tags, its timers last.
  const remembered = await rememberSubjects(seen, subjects, deps);
  await deps.registry.putTags(tags);
  if (deps.clock.now() - begun > SLOWEST_ARMING) {
    throw new ExpungeError(
      'LEASE_ENDED',
      'Arming took so long that a timer could land behind a cursor; the batch is repeated.',
    );
  }
  await deps.registry.putPlannedTimers(missing.map(({ timer }) => timer));
  await deps.registry.putUrgentTimers([...urgent.values()]);
  deps.meter.count('Tagged', sightings.filter((one) => one.kind === 'stored').length);
  const untagged = tags.filter(({ locator, state }) => locator === undefined && state !== 'undated');
  const names = new Set([
    ...missing.map(({ of, timer }) => `${tagName(of)}#${timer.record ?? ''}`),
    ...untagged.map((tag) => `${tag.ref}#${clusterName(tag)}#`),
  ]);
  return { urgent: [...urgent.values()], untracked: names.size, remembered };
}

type Seen = Sighting & { readonly ref: string; readonly record: string | undefined };

function name(sighting: Sighting, referencer: Referencer): Pick<Seen, 'ref' | 'record' | 'event'> {
  return {
    event: referencer.event(sighting.event),
    ref: referencer.subject(sighting.policy, sighting.subject),
    record: sighting.key === null ? undefined : referencer.record(sighting.dataset, sighting.key),
  };
}

/** When to look at what was seen; null where only a trigger will make anyone look. */
function timerOf(one: Seen, subject: Subject | undefined, now: number): PlannedTimer | UrgentTimer | null {
  const { ref, dataset, rule, action, record } = one;
  const cluster = { action, ref, dataset, rule, ...(record !== undefined && { record }) };
  // Data of a closed account, or of a kind that may not be kept any more, is due at once, whatever its age.
  if (one.kind === 'gone' || isCovered(one, subject))
    return { ...cluster, startAt: wholeSecond(now), nonce: one.event };
  if (one.undated) {
    // Once a day at most: undated records that keep changing must not pile up timers.
    return { ...cluster, startAt: Math.floor((now + DATELESS_LOOK) / DAY) * DAY, nonce: 'undated' };
  }
  if (one.latest === null) return null;
  const startAt = wholeSecond(timerStart(one.latest, one.window));
  if (startAt > now + PLANNED_MARGIN) return { ...cluster, startAt };
  return { ...cluster, startAt: Math.max(startAt, wholeSecond(now)), nonce: one.event };
}

function isArmed(one: Seen, subject: Subject | undefined): boolean {
  switch (one.kind) {
    case 'stored':
      return true;
    case 'derived':
      return isCovered(one, subject);
    case 'gone':
      return subject?.id !== undefined;
  }
}

function isCovered(one: Seen, subject: Subject | undefined): boolean {
  return subject !== undefined && coverageOf(subject, one) !== null;
}

/** Tags not there yet. Tags with a locator are written each time: that is what tells a removal that it came too late. */
async function missingTags(seen: readonly Seen[], covered: ReadonlySet<string>, deps: Arming): Promise<readonly Tag[]> {
  const plain = new Map<string, Seen>();
  const located = new Map<string, Seen>();
  for (const one of seen) {
    if (one.kind !== 'stored') continue;
    if (one.record !== undefined) located.set(`${tagName(one)}#${one.record}`, one);
    // A planned timer of the cluster was there, so its tag was too.
    // One undated record makes the cluster undated, whatever its others say.
    else if (one.undated) plain.set(tagName(one), one);
    else if (!covered.has(tagName(one)) && !plain.get(tagName(one))?.undated) plain.set(tagName(one), one);
  }
  const tagged = await deps.registry.taggedClusters([...plain.values()]);
  const fresh = [...plain].filter(([key, one]) => one.undated || !tagged.has(key)).map(([, one]) => one);
  return [...fresh, ...located.values()].map(toTag);
}

function toTag(one: Seen): Tag {
  const { ref, dataset, rule, policyVersion, record, key, event } = one;
  return {
    ref,
    dataset,
    rule,
    policyVersion,
    state: one.undated ? 'undated' : 'kept',
    ...(record !== undefined && key !== null && { locator: { record, key, seen: event } }),
  };
}

async function rememberSubjects(
  seen: readonly Seen[],
  subjects: ReadonlyMap<string, Subject>,
  { registry }: Arming,
): Promise<readonly Seen[]> {
  const unknown = new Map<string, Seen>();
  for (const one of seen) {
    const known = subjects.get(one.ref);
    if (one.kind === 'gone') continue;
    if (known?.id === undefined || known.forgetting !== undefined) unknown.set(one.ref, one);
  }
  for (const { ref, policy, subject } of unknown.values()) await registry.rememberSubject({ ref, policy, id: subject });
  return seen.filter((one) => one.kind === 'stored' && unknown.has(one.ref));
}

const tagName = (one: Seen): string => `${one.ref}#${clusterName(one)}`;

const wholeSecond = (milliseconds: number): number => Math.floor(milliseconds / 1000) * 1000;
