import { AsyncLocalStorage } from 'node:async_hooks';
import { ExpungeError } from '../../lib/errors.ts';
import { draw } from './random.ts';
import type { Happening } from './trace.ts';

/** A call with all its retries has failed by then (milliseconds): well within the lease margin, with the skew of two clocks. */
const CALL_LIMIT = 30_000;
/** The clock of a process may be wrong by this much. */
export const SKEW = 5_000;
/** Asked for as often as anything, and nothing is otherwise afterwards. */
const READS = new RegExp(
  [
    '^registry\\.((planned|urgent|known)Timers|shard|shardStates|cases?|checkSubject|wideHolds|subjects|tags|isTagged|holds|noticesDue)( answers)?$',
    '^(target|files|receipts|heads|recipient)\\.',
    '^begin$',
  ].join('|'),
);
/** A clock that is wrong by more than this counts as a fault. */
const NOTICEABLE = 1_000;

export type Fault =
  | 'crash'
  | 'throttle'
  | 'slow'
  | 'pause'
  | 'lost answer'
  | 'time-out'
  | 'killed'
  | 'false answer'
  | 'delivered again'
  | 'partly failed'
  | 'out of order'
  | 'conflict'
  | 'partly written'
  | 'tried twice'
  | 'stale read'
  | 'index lag'
  | 'written meanwhile'
  | 'poison'
  | 'clock skew'
  | 'silent recipient'
  | 'slow recipient'
  | 'answer of a recipient lost'
  | 'answered twice';

/** One invocation of something: it lives until it ends or crashes. */
export interface Process {
  readonly name: string;
  readonly skew: number;
  readonly endsBy: number;
  alive: boolean;
  pausedUntil: number;
}

interface Point {
  readonly process: Process;
  readonly label: string;
  readonly issued: number;
  readonly kind: 'request' | 'answer' | 'sleep';
  readonly erasing: boolean;
  readyAt: number;
  readonly go: () => void;
  readonly fail: (error: Error) => void;
}

export interface SchedulerOptions {
  readonly seed: number;
  readonly start: number;
  /** The only steps at which faults are injected; null: all. */
  readonly only: ReadonlySet<number> | null;
  readonly trace: ((one: Happening) => void) | null;
}

export type Scheduler = ReturnType<typeof createScheduler>;

/** Owns every interleaving and the clock: whoever asks a twin for anything waits here until it is their turn. */
export function createScheduler({ seed, start, only, trace }: SchedulerOptions) {
  const current = new AsyncLocalStorage<Process>();
  let waiting: Point[] = [];
  const ends = new Map<Process, (how: 'done' | 'failed' | 'crashed', error?: unknown) => void>();
  const faults: Partial<Record<Fault, number>> = {};
  const struck: number[] = [];
  let [steps, now, calm, spawned, changes] = [0, start, false, 0, 0];

  const tell = (who: string, what: string, isFault: boolean) => trace?.({ at: now, step: steps, who, what, isFault });
  const say = (who: string, what: string) => tell(who, what, false);
  const hit = (fault: Fault, what: string, who = current.getStore()?.name ?? 'around') => {
    faults[fault] = (faults[fault] ?? 0) + 1;
    struck.push(steps);
    tell(who, `${fault}: ${what}`, true);
  };

  function wait(label: string, kind: Point['kind'], readyAt: number, erasing: boolean): Promise<void> {
    const process = current.getStore();
    // Outside of all processes: the simulation itself looks.
    if (process === undefined) return Promise.resolve();
    if (!process.alive) return new Promise(() => {});
    return new Promise((go, fail) => waiting.push({ process, label, kind, issued: now, erasing, readyAt, go, fail }));
  }

  function end(process: Process, how: 'done' | 'failed' | 'crashed', error?: unknown): void {
    if (!process.alive) return;
    process.alive = false;
    waiting = waiting.filter((point) => point.process !== process);
    const tell = ends.get(process);
    ends.delete(process);
    say(process.name, `${how}${error instanceof Error ? `: ${error.message}` : ''}`);
    tell?.(how, error);
  }

  /** Whether a fault of a kind happens now. */
  function strikes(probability: number, what: number): boolean {
    return !calm && (only?.has(steps) ?? true) && draw(seed, steps, what) < probability;
  }

  function faultAt(point: Point): Fault | null {
    if (point.kind === 'sleep') return null;
    if (now > point.process.endsBy) return 'killed';
    if (point.kind === 'request' && now - point.issued > CALL_LIMIT) return 'time-out';
    if (!strikes(0.075, 10)) return null;
    const which = draw(seed, steps, 11);
    if (which < 0.12) return 'crash';
    if (which < 0.3) return point.kind === 'request' ? 'throttle' : 'lost answer';
    if (which < 0.95) return 'slow';
    return point.erasing ? null : 'pause';
  }

  /** Everybody has done what they could without asking for anything: nothing that runs here waits for more than promises. */
  function settle(): Promise<void> {
    return new Promise((resolve) => process.nextTick(resolve));
  }

  return {
    faults,
    struck,
    say,
    hit,
    strikes,
    /** Something from 0 to 1 that depends on the step. */
    draws: (what: number) => draw(seed, steps, what),
    settle,
    get now() {
      return now;
    },
    get steps() {
      return steps;
    },
    /** The same as before: nobody has written to the registry since. */
    get changes() {
      return changes;
    },
    get process() {
      return current.getStore();
    },
    /** From here on nothing goes wrong any more. */
    calmDown() {
      calm = true;
    },
    advanceTo(time: number) {
      now = Math.max(now, time);
    },
    /** A request waits for its turn; it fails with what befalls it. */
    request: (label: string, erasing = false) => wait(label, 'request', now, erasing),
    /** What was asked for is done; whoever asked hears of it now, or never. */
    answer: (label: string) => wait(label, 'answer', now, false),
    sleep: (milliseconds: number) => wait('sleep', 'sleep', now + milliseconds, false),
    clock() {
      const { skew } = current.getStore() ?? { skew: 0 };
      return now + skew;
    },
    crash(process: Process) {
      end(process, 'crashed');
    },

    /** Begins a process; `ended` hears how it went. */
    spawn(
      kind: string,
      limit: number,
      work: () => Promise<unknown>,
      ended: (how: 'done' | 'failed' | 'crashed', error?: unknown) => void,
    ) {
      const number = ++spawned;
      const isWrong = !calm && (only?.has(steps) ?? true);
      const skew = isWrong ? Math.floor((draw(seed, number, 20) * 2 - 1) * SKEW) : 0;
      const process: Process = { name: `${kind} ${number}`, skew, endsBy: now + limit, alive: true, pausedUntil: 0 };
      ends.set(process, ended);
      say(process.name, 'begins');
      if (Math.abs(skew) >= NOTICEABLE) hit('clock skew', `${skew} ms`, process.name);
      current.run(process, () => {
        // A turn of its own: nothing happens outside of steps.
        void wait('begin', 'answer', now, false)
          .then(work)
          .then(
            () => end(process, 'done'),
            (error) => end(process, 'failed', error),
          );
      });
    },

    /** Lets one of those who wait go on. False: nobody can before the time passes. */
    async step(): Promise<boolean> {
      const able = waiting.filter(
        (point) => point.readyAt <= now && (point.erasing || point.process.pausedUntil <= now),
      );
      if (able.length === 0) return false;
      steps++;
      const point = able[Math.floor(draw(seed, steps, 1) * able.length)] as Point;
      if (draw(seed, steps, 2) < 0.5) now += Math.floor(draw(seed, steps, 3) * 400);
      const fault = faultAt(point);
      if (fault !== null) hit(fault, `at ${point.label.replace(' answers', '')}`, point.process.name);
      else say(point.process.name, point.label);
      switch (fault) {
        case 'slow':
          point.readyAt = now + 2_000 + Math.floor(draw(seed, steps, 4) * 24_000);
          return true;
        case 'pause':
          point.process.pausedUntil = now + 30_000 + Math.floor(draw(seed, steps, 5) * 400_000);
          return true;
        case 'crash':
        case 'killed':
          end(point.process, 'crashed');
          return true;
      }
      waiting.splice(waiting.indexOf(point), 1);
      if (!READS.test(point.label)) changes++;
      if (fault === null) point.go();
      else point.fail(new ExpungeError('STORE_UNAVAILABLE', `${point.label}: ${fault}.`));
      await settle();
      return true;
    },

    /** When somebody can go on at the earliest; null: nobody waits. */
    next(): number | null {
      if (waiting.length === 0) return null;
      return Math.min(
        ...waiting.map(({ readyAt, process, erasing }) => Math.max(readyAt, erasing ? 0 : process.pausedUntil)),
      );
    },
  };
}
