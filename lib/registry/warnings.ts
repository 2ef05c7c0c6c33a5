import type { Announcement, Bus, Meter } from '../announcements.ts';
import type { Clock } from '../clock.ts';
import { isBraked } from './brakes.ts';
import { isInForce } from './in-force.ts';
import { clusterName, parseClusterName } from './keys.ts';
import type { Brake, BrakeName, Case, Reply } from './model.ts';

const DAY = 24 * 3600 * 1000;
/** Entries in one look. What is left over is due at the next, a minute later. */
const AT_ONCE = 100;

/** The clock of a case that is being watched: its erasure, or the answer to the person, by the reply's id. */
export type WatchedClock = 'erasure' | { readonly reply: string };

/** When somebody is to see how far a clock has run: a hint, like a timer. `at`: milliseconds, whole seconds. */
export interface Warning {
  readonly case: string;
  readonly clock: WatchedClock;
  readonly at: number;
}

/** Where warnings wait. Every method may be repeated. */
export interface Warnings {
  putWarning(warning: Warning): Promise<void>;
  /** Those whose time has come, the oldest first. */
  warningsDue(now: number, limit: number): Promise<readonly Warning[]>;
  /** Puts the next one, if any, and then takes this one away. */
  turnWarning(done: Warning, next: Warning | null): Promise<void>;
}

/** How far a deadline has come when a person is told. */
export type Passed = 'half' | 'three quarters' | 'one day left' | 'missed';

/**
 * The moments at which a person is told that a promise is not kept yet, in order: at half and three quarters of its time,
 * one day before its end (unless that lies before its beginning), and when it is missed.
 */
export function momentsOf(startedAt: number, deadline: number): readonly { passed: Passed; at: number }[] {
  const whole = deadline - startedAt;
  const moments: { passed: Passed; at: number }[] = [
    { passed: 'half', at: startedAt + whole / 2 },
    { passed: 'three quarters', at: startedAt + (whole * 3) / 4 },
    { passed: 'one day left', at: deadline - DAY },
    { passed: 'missed', at: deadline },
  ];
  return moments
    .filter(({ at }) => at > startedAt)
    .map(({ passed, at }) => ({ passed, at: Math.ceil(at / 1000) * 1000 }))
    .sort((a, b) => a.at - b.at);
}

/** The first warning of a clock that starts; null for one that had passed before it was known of, and was missed. */
export function firstWarning(
  clock: { readonly case: string; readonly clock: WatchedClock; readonly startedAt: number; readonly deadline: number },
  now: number,
): Warning {
  const moments = momentsOf(clock.startedAt, clock.deadline);
  const next = moments.find(({ at }) => at > now) ?? { at: Math.floor(now / 1000) * 1000 };
  return { case: clock.case, clock: clock.clock, at: next.at };
}

export interface DeadlineWatch {
  readonly registry: Warnings & {
    case(id: string): Promise<Case | null>;
    reply(caseId: string, id: string): Promise<Reply | null>;
    checkSubject(ref: string): Promise<{ holds: readonly { id: string; until?: number }[] }>;
    brakes(names: readonly BrakeName[]): Promise<readonly Brake[]>;
  };
  readonly clock: Clock;
  readonly bus: Bus;
  readonly meter: Meter;
}

/**
 * Tells, of every clock whose moment has come, that its promise is at risk, and why: an announcement and a metric while
 * there is time, another metric when there is none. A clock that has stopped is no longer watched; one whose deadline was
 * moved is told of at its new moments. Repeatable: after a crash somebody is told twice.
 * @returns how many were told.
 */
export async function watchDeadlines(watch: DeadlineWatch): Promise<number> {
  const { registry, clock, bus, meter } = watch;
  const now = clock.now();
  let told = 0;
  for (const warning of await registry.warningsDue(now, AT_ONCE)) {
    const running = await runningClock(warning, watch);
    if (running === null) {
      await registry.turnWarning(warning, null);
      continue;
    }
    const moments = momentsOf(running.startedAt, running.deadline);
    const passed = moments.findLast(({ at }) => at <= now)?.passed;
    const next = moments.find(({ at }) => at > now);
    if (passed !== undefined) {
      await bus.announce([await atRisk(running, passed, watch)]);
      meter.count(passed === 'missed' ? 'DeadlineMissed' : 'DeadlineAtRisk', 1);
      told++;
    }
    await registry.turnWarning(warning, next === undefined ? null : { ...warning, at: next.at });
  }
  return told;
}

interface RunningClock {
  readonly of: Case;
  readonly clock: 'erasure' | 'reply';
  readonly startedAt: number;
  readonly deadline: number;
}

/** Null when there is nothing left to be late with: it was done, refused or answered. */
async function runningClock({ case: id, clock }: Warning, { registry }: DeadlineWatch): Promise<RunningClock | null> {
  const of = await registry.case(id);
  if (of === null) return null;
  if (clock === 'erasure') {
    // What a floor keeps has its own date by law, and is announced as such.
    if (of.state !== 'waiting' && of.state !== 'open') return null;
    return { of, clock, startedAt: of.receivedAt, deadline: of.deadline };
  }
  const reply = await registry.reply(id, clock.reply);
  if (reply === null || reply.answeredAt !== undefined) return null;
  return { of, clock: 'reply', startedAt: reply.receivedAt, deadline: reply.deadline };
}

async function atRisk(running: RunningClock, passed: Passed, watch: DeadlineWatch): Promise<Announcement> {
  const { of, clock, deadline } = running;
  const reasons = clock === 'reply' ? ['not answered'] : await reasonsOf(of, watch);
  return {
    type: 'DeadlineAtRisk',
    detail: { policy: of.policy, case: of.id, clock, deadline: new Date(deadline).toISOString(), passed, reasons },
  };
}

/** What the erasure waits for, named. */
async function reasonsOf(of: Case, { registry, clock }: DeadlineWatch): Promise<string[]> {
  const { holds } = await registry.checkSubject(of.ref);
  const outstanding = of.state === 'open' ? of.outstanding : [];
  const brakes = await registry.brakes(outstanding.map(parseClusterName));
  return [
    ...of.gates.filter(({ metAt }) => metAt === undefined).map(({ id }) => `gate ${id}`),
    ...holds.filter((hold) => isInForce(hold, clock.now())).map(({ id }) => `hold ${id}`),
    ...outstanding.map((cluster) => `not erased ${cluster}`),
    ...brakes.filter(isBraked).map((brake) => `brake ${clusterName(brake)}`),
  ];
}
