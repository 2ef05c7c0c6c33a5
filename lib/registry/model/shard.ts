import type { Action } from '../../policy/plan.ts';

/** Work of one kind on one slice of the subjects. One worker at a time. */
export interface ShardName {
  readonly action: Action;
  readonly shard: number;
}

/** What a shard's worker has announced: the item that holds and workers agree on. */
export interface ShardState {
  readonly owner: string;
  readonly page: number;
  /** Sort key of the last planned timer of the previous page. */
  readonly cursor: string;
  /** The page is a range of sort keys, so that a repeat covers exactly the same timers. */
  readonly plannedEnd: string;
  readonly urgentEnd: string;
  /** References on the page; empty when no page is under way. */
  readonly announced: readonly string[];
  readonly leaseEnds: number;
  /** While a page is repeated: the number of its first attempt. */
  readonly first?: number;
  /** After a crash: the timer being tried, and those during which a worker died before. */
  readonly suspects?: readonly Suspect[];
}

/** A timer that may have killed its worker, and how often it was tried. */
export interface Suspect {
  readonly timer: string;
  readonly times: number;
}

export const IDLE: ShardState = {
  owner: '',
  page: 0,
  cursor: '',
  plannedEnd: '',
  urgentEnd: '',
  announced: [],
  leaseEnds: 0,
};
