import type { RefusalReason } from '../evidence/certificate/refusal.ts';

/**
 * What stands where, when the report was made. Clusters are counted, not records: a cluster is one subject's data in a
 * dataset under a rule. Nothing in it says whose.
 */
export interface Backlog {
  readonly timers: TimerBacklog;
  readonly brakes: BrakeBacklog;
  readonly cases: CaseBacklog;
  readonly forecast: Forecast;
}

/** What is erased by nobody until somebody approves it. */
export interface BrakeBacklog {
  readonly rules: readonly BrakedRule[];
  /** Rules that nobody has approved yet, and under which nothing was due: not among `rules`. */
  readonly idle: number;
}

/**
 * `new`: nobody ever approved it; `changed`: since somebody did, something has changed that decides about its records;
 * `budget`: it came to the end of a day's budget.
 */
export type BrakeWhy = 'new' | 'changed' | 'budget';

export interface BrakedRule {
  readonly why: BrakeWhy;
  readonly policy: string;
  readonly dataset: string;
  readonly rule: string;
  /** Since when, ISO 8601 in UTC; null: no worker has met it yet. */
  readonly since: string | null;
  /** About how many records were seen, on the last day on which somebody looked, that would have gone. */
  readonly records: number;
}

export interface TimerBacklog {
  readonly groups: readonly TimerGroup[];
  /** Shards of which more waits than was read: every number is then the least that it is. */
  readonly cutShards: number;
}

/** Clusters that wait for the same reason. */
export interface TimerGroup {
  readonly why: Why;
  readonly policy: string;
  readonly dataset: string;
  readonly rule: string;
  /** Why it is stuck: an error code. Null for all others. */
  readonly code: string | null;
  readonly clusters: number;
}

/**
 * `stuck`: given up trying often, a person must look; `held`: a legal hold; `braked`: its rule waits for an approval; `overdue`: started longer ago than its rule's
 * window, so the moment by which it was promised has passed; `retrying`: failed and tried again; `waiting`: started, and
 * its turn comes.
 */
export type Why = 'stuck' | 'overdue' | 'held' | 'braked' | 'retrying' | 'waiting';

export interface CaseBacklog {
  /** Cases that have not ended, and those completed whose last certificate has not been issued. */
  readonly known: number;
  /** Of which so many were read: all, or those whose deadlines are nearest. */
  readonly read: number;
  /** There are more than were counted. */
  readonly more: boolean;
  /** Cases in which something that may go has not gone, by the time that is left. */
  readonly open: readonly { readonly left: TimeLeft; readonly cases: number }[];
  /** Cases in which nothing has begun, by what is not proven yet. One that waits for two is in both. */
  readonly waiting: readonly WaitingCases[];
  /** Cases in which only what the law protects is left. */
  readonly restricted: readonly Restricted[];
  readonly recipients: readonly OutstandingRecipient[];
  /** Certificates that were refused, by what they were refused for. */
  readonly refused: readonly { readonly reason: RefusalReason['kind']; readonly cases: number }[];
}

/** From the deadline that has passed to the one furthest away. */
export const TIME_LEFT = ['overdue', '1 day', '3 days', '7 days', '14 days', 'longer'] as const;
export type TimeLeft = (typeof TIME_LEFT)[number];

export interface WaitingCases {
  readonly policy: string;
  /** A gate of the policy; `doubt`: something contradicts the case, and a person has to decide. */
  readonly gate: string;
  readonly cases: number;
  /** The oldest of them was received so many whole days ago. */
  readonly oldestDays: number;
}

export interface Restricted {
  readonly policy: string;
  readonly dataset: string;
  readonly rule: string;
  /** The law that protects it, where it is known. */
  readonly law: string | null;
  /** The month in which it goes, yyyy-mm; null: not known yet. */
  readonly month: string | null;
  readonly cases: number;
}

export interface OutstandingRecipient {
  readonly recipient: string;
  /** Cases in which it has not confirmed that it has erased too. */
  readonly cases: number;
  /** The oldest of them was received so many whole days ago. */
  readonly oldestDays: number;
}

/** What will be due, as far as planned timers say. */
export interface Forecast {
  /** So many days from when the report was made. */
  readonly days: number;
  readonly shards: number;
  /** Shards that were read as a whole. Fewer than all: the numbers are estimates, see `isEstimate`. */
  readonly shardsRead: number;
  readonly categories: readonly CategoryForecast[];
  /** Clusters in all. One with several categories is in each of them, and once in here. */
  readonly clusters: number;
}

export interface CategoryForecast {
  readonly policy: string;
  readonly category: string;
  /** The policy's own word for it; null where the plan no longer knows it. */
  readonly term: string | null;
  /** Clusters due, by week from when the report was made; the last one may be a part. */
  readonly weeks: readonly number[];
}

/** Not all shards were read. Shards are a uniform sample of the subjects: an HMAC decides who is in which. */
export const isEstimate = ({ shards, shardsRead }: Pick<Forecast, 'shards' | 'shardsRead'>): boolean =>
  shardsRead < shards;
