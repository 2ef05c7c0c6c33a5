import { together } from '../concurrency.ts';
import type { Case } from '../registry/model.ts';
import type { ShutDown } from '../registry/shut-down.ts';
import type { WalkCounts, WalkPage } from '../registry/walk.ts';
import type { ShutDownOffice } from './office.ts';

const PAGE = 100;
const PARALLEL = 8;

/** What a pass over the cases of a shut-down counts beside `looked` (all of them) and `done` (those that have ended). */
export interface CaseCounts extends WalkCounts {
  /** Something that may go has not gone: it waits, is held or is being tried. */
  readonly open: number;
  /** Only what a floor protects is left. */
  readonly restricted: number;
  readonly completed: number;
  readonly refused: number;
  /** Completed, and no certificate says so yet. */
  readonly uncertified: number;
  /** Of subjects that the first pass did not find: their data came although collecting had stopped. */
  readonly afterStop: number;
  /** When the last floor ends (milliseconds); 0 where nothing is restricted. */
  readonly until: number;
  /** Restricted cases with something whose floor has not begun to run, so that nobody knows when it goes. */
  readonly undated: number;
}

const NONE: CaseCounts = {
  looked: 0,
  done: 0,
  open: 0,
  restricted: 0,
  completed: 0,
  refused: 0,
  uncertified: 0,
  afterStop: 0,
  until: 0,
  undated: 0,
};

export const caseCounts = (counts: WalkCounts): CaseCounts => ({ ...NONE, ...counts });

/** One page of a pass over the cases of a shut-down: how far each has come. It changes nothing. */
export function countCasesOf(one: ShutDown, { registry }: Pick<ShutDownOffice, 'registry'>): WalkPage {
  return async (cursor, counts) => {
    const listed = await registry.shutDownCases(one.id, cursor ?? '', PAGE);
    const cases = await registry.cases(listed.map(({ id }) => id));
    const number = (is: (one: Case) => boolean) => cases.filter(is).length;
    const restricted = cases.filter(({ state }) => state === 'restricted');
    const ends = await together(restricted, PARALLEL, (each) => lastFloorOf(each));
    const [completed, refused] = [
      number(({ state }) => state === 'completed'),
      number(({ state }) => state === 'refused'),
    ];
    const before = caseCounts(counts);
    return {
      next: listed.length < PAGE ? null : (listed.at(-1)?.id ?? null),
      counts: {
        looked: before.looked + listed.length,
        done: before.done + completed + refused,
        // A case that is not there has not ended.
        open: before.open + listed.length - completed - refused - restricted.length,
        restricted: before.restricted + restricted.length,
        completed: before.completed + completed,
        refused: before.refused + refused,
        uncertified: before.uncertified + number(({ state, issued }) => state === 'completed' && issued.length === 0),
        afterStop: before.afterStop + listed.filter(({ pass }) => pass > 1).length,
        until: Math.max(before.until, ...ends.map((until) => until ?? 0)),
        undated: before.undated + ends.filter((until) => until === null).length,
      } satisfies CaseCounts,
    };
  };

  /** Null where nobody knows. */
  async function lastFloorOf({ ref, restricted }: Case): Promise<number | null> {
    const tags = await registry.tags(ref);
    const kept = tags.filter(({ dataset, rule }) => restricted.includes(`${dataset}#${rule}`));
    const ends = kept.flatMap(({ state, until }) =>
      state === 'restricted' || until !== undefined ? [until ?? null] : [],
    );
    return ends.length === 0 || ends.includes(null) ? null : Math.max(...ends.map((until) => until ?? 0));
  }
}
