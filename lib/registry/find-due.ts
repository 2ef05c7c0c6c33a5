import type { Meter } from '../announcements.ts';
import type { Clock } from '../clock.ts';
import { together } from '../concurrency.ts';
import type { Action } from '../policy/plan.ts';
import { isListedInForce } from './in-force.ts';
import { IDLE, type ShardName } from './model.ts';
import type { Registry } from './registry.ts';

const ACTIONS: readonly Action[] = ['delete', 'anonymise'];
const PARALLEL = 16;

export interface Watch {
  readonly registry: Registry;
  readonly shards: number;
  readonly clock: Clock;
  readonly meter: Meter;
  /** Sends a shard to the workers of its action. */
  readonly send: (name: ShardName) => Promise<void>;
}

/**
 * Sends every shard in which a timer has started to its workers. Asks for one timer of each kind and shard: the cost is
 * by what is due, never by what is stored. Says how long the oldest has waited, which is how lateness announces itself, and
 * how many holds are past their review: nothing but a person ends them.
 */
export async function findDue({ registry, shards, clock, meter, send }: Watch): Promise<readonly ShardName[]> {
  const now = clock.now();
  const names = ACTIONS.flatMap((action) =>
    Array.from({ length: shards }, (_, shard): ShardName => ({ action, shard })),
  );
  const states = await registry.shardStates(names);
  const looks = names.map((name, index) => ({ name, state: states[index] ?? IDLE }));
  const waits = await together(looks, PARALLEL, async ({ name, state }) => {
    const until = { startedAt: now };
    const [planned, urgent] = await Promise.all([
      registry.plannedTimers(name, { after: state.cursor, until, limit: 1 }),
      registry.urgentTimers(name, { after: '', until, limit: 1 }),
    ]);
    const waited = Math.max(0, ...[...planned, ...urgent].map((timer) => now - timer.startAt));
    const isDue = planned.length + urgent.length > 0 || isInterrupted(state, now);
    // A worker whose lease runs is at it already.
    return { name, waited, send: isDue && state.leaseEnds <= now };
  });
  const due = waits.filter((wait) => wait.send).map((wait) => wait.name);
  await together(due, PARALLEL, send);
  meter.count('DueShards', due.length);
  meter.count('OldestDueTimer', Math.max(0, ...waits.map((wait) => wait.waited)) / 1000);
  // Last of all: what is due is sent also when the list of holds cannot be read.
  const holds = await registry.holds();
  meter.count('HoldsToReview', holds.filter((hold) => isListedInForce(hold, now) && hold.reviewAt <= now).length);
  return due;
}

/** A page was announced and never put down: its worker died, and its erasures may want their receipts. */
function isInterrupted(state: { announced: readonly string[]; leaseEnds: number }, now: number): boolean {
  return state.announced.length > 0 && state.leaseEnds <= now;
}
