import { ExpungeError } from '../../lib/errors.ts';
import type { Activity } from './activity.ts';
import type { MovableClock } from './clock.ts';
import type { QueueState, Queues } from './queues.ts';
import type { Services } from './services/index.ts';
import { type EventSource, QueueSource } from './sources/index.ts';

export interface SettlingParts {
  readonly activity: Activity;
  readonly clock: MovableClock;
  readonly queues: Queues;
  readonly sources: readonly EventSource[];
  /** Resolves when the bus delivers nothing any more. */
  readonly busIdle: () => Promise<void>;
  /** The services: while one is being restarted, nothing can be known. */
  readonly services: Pick<Services, 'ready' | 'restarts'>;
}

/** Real milliseconds after which a runtime that does not come to rest is an error. */
const LONGEST = 300_000;
/** How far the clock may be moved over the pauses before retries, in milliseconds of the clock. */
const PATIENCE = 4 * 3_600_000;
/** Milliseconds between two looks while something is under way. */
const LOOK_EVERY = 3;

/**
 * Resolves when nothing is under way and nothing can come but by time passing or somebody acting: streams read to their
 * end, the bus idle, queues empty, no invocation running.
 *
 * The proof: in one pass, every stream was read from after the pass began to its end and found empty, every queue was
 * found empty after that, and no piece of work began or ended during the pass. Whatever is written is written by a piece
 * of work (or by the caller, before the call), so there is none left.
 *
 * A message that failed is hidden until its time-out ends. Where only such are left, the clock moves on to that moment
 * rather than letting real minutes pass. Throws STORE_UNAVAILABLE, naming what is left, when no rest comes.
 */
export async function settle(parts: SettlingParts): Promise<void> {
  for (const source of parts.sources) source.hurry(true);
  try {
    await untilQuiet(parts);
  } finally {
    for (const source of parts.sources) source.hurry(false);
  }
}

async function untilQuiet(parts: SettlingParts): Promise<void> {
  const { activity, clock, services } = parts;
  const until = performance.now() + LONGEST;
  let moved = 0;
  let left = 'invocations that do not end';
  while (performance.now() < until && moved <= PATIENCE) {
    await activity.quiet(1_000);
    await services.ready();
    const { version } = activity;
    const { restarts } = services;
    const state = await look(parts).catch((error) => {
      if (restarts === services.restarts) throw error;
      return null;
    });
    const quiet = activity.busy === 0 && activity.version === version && restarts === services.restarts;
    if (quiet && state?.empty) return;
    if (state?.empty === false) left = state.description;
    const waitsUntil = state?.waitsUntil ?? null;
    if (quiet && waitsUntil !== null) {
      const pause = Math.max(0, waitsUntil - clock.now()) + 1;
      moved += pause;
      clock.advance(pause);
    }
    await new Promise((go) => setTimeout(go, LOOK_EVERY));
  }
  throw new ExpungeError('STORE_UNAVAILABLE', `The embedded runtime does not come to rest: ${left}.`);
}

async function look({ queues, sources, busIdle }: SettlingParts): Promise<QueueState> {
  await busIdle();
  await Promise.all(sources.map((source) => source.drain()));
  return queues.look(sources.filter((source) => source instanceof QueueSource));
}
