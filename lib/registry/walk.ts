import type { Clock } from '../clock.ts';
import type { Subject } from './model.ts';

/**
 * A pass over many things, resumed where it was left: it may take longer than a function may run. One item each,
 * `K#walk` / name. Instants in milliseconds.
 */
export interface Walk {
  readonly name: string;
  /** The passes are counted from 1; each begins at the beginning, with nothing counted. */
  readonly pass: number;
  /** Counts the writes of this item over all passes: who writes n was the last to see n - 1. */
  readonly step: number;
  /** Where the next page begins; null: at the beginning or, once finished, nowhere. */
  readonly cursor: string | null;
  readonly counts: WalkCounts;
  readonly begunAt: number;
  /** When its last page was turned. */
  readonly movedAt: number;
  readonly finishedAt?: number;
  /** Until then nobody else takes it up; 0: nobody is at it. */
  readonly leaseEnds: number;
}

/** What a pass has come to: how much it looked at, how much of that it did something to, and what else its page counts. */
export interface WalkCounts {
  readonly looked: number;
  readonly done: number;
  readonly [other: string]: number;
}

/**
 * Does one page, from `cursor`, and says where the next begins (null: there is none) and what was counted by then. It is
 * repeated after a crash with the same cursor and counts, and has to bear that.
 */
export type WalkPage = (
  cursor: string | null,
  counts: WalkCounts,
) => Promise<{ next: string | null; counts: WalkCounts }>;

/** Where walks are kept, and what they may go over in the registry itself. Reads are strong. */
export interface WalkRegistry {
  walk(name: string): Promise<Walk | null>;
  /** All there are, by name. */
  walks(): Promise<readonly Walk[]>;
  /** Writes a walk if it stands at the step before, or, at step 1, is not there; false means somebody else was quicker. */
  saveWalk(next: Walk): Promise<boolean>;
  /**
   * Subjects of all policies, in no order that means anything, tombstones among them. Reads at most `limit` items of the
   * registry: a page may hold fewer subjects, or none, and more may follow. One written meanwhile may be missed.
   * `cursor`: the `next` of the page before, null for the beginning.
   */
  subjectsAfter(
    cursor: string | null,
    limit: number,
  ): Promise<{ subjects: readonly Pick<Subject, 'ref' | 'policy' | 'id'>[]; next: string | null }>;
}

export interface WalkOffice {
  readonly registry: Pick<WalkRegistry, 'walk' | 'saveWalk'>;
  readonly clock: Clock;
}

/** No page takes so long. A walk whose walker died, or whose page failed, is taken up again after it. Milliseconds. */
export const WALK_LEASE = 2 * 60_000;

const NOTHING: WalkCounts = { looked: 0, done: 0 };

/**
 * Begins the next pass of a walk, unless one is under way; where `pass` is named, only that one.
 * @returns the walk as it stands then.
 */
export async function beginPass(name: string, office: WalkOffice, pass?: number): Promise<Walk> {
  const { registry, clock } = office;
  const standing = await registry.walk(name);
  if (standing !== null && (standing.finishedAt === undefined || standing.pass >= (pass ?? Number.POSITIVE_INFINITY)))
    return standing;
  const now = clock.now();
  const next: Walk = {
    name,
    pass: (standing?.pass ?? 0) + 1,
    step: (standing?.step ?? 0) + 1,
    cursor: null,
    counts: NOTHING,
    begunAt: now,
    movedAt: now,
    leaseEnds: 0,
  };
  return (await registry.saveWalk(next)) ? next : beginPass(name, office, pass);
}

/**
 * Continues the pass under way, page by page, until it has finished or it is `until` (milliseconds); at least one page. The
 * cursor is written after each page: whoever dies leaves one page to be repeated. A page that fails is left for as long as
 * the lease.
 * @returns the walk as it stands then; null where somebody else is at it, or it was never begun.
 */
export async function walkOn(
  name: string,
  page: WalkPage,
  until: number,
  { registry, clock }: WalkOffice,
): Promise<Walk | null> {
  let walk = await registry.walk(name);
  if (walk === null || walk.finishedAt !== undefined) return walk;
  if (walk.leaseEnds > clock.now()) return null;
  walk = { ...walk, step: walk.step + 1, leaseEnds: clock.now() + WALK_LEASE };
  if (!(await registry.saveWalk(walk))) return null;
  for (;;) {
    const { next, counts } = await page(walk.cursor, walk.counts);
    const now = clock.now();
    const ends = next === null || now >= until;
    walk = {
      ...walk,
      step: walk.step + 1,
      cursor: next,
      counts,
      movedAt: now,
      leaseEnds: ends ? 0 : now + WALK_LEASE,
      ...(next === null && { finishedAt: now }),
    };
    if (!(await registry.saveWalk(walk))) return null;
    if (ends) return walk;
  }
}
