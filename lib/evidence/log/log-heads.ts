import type { DayCounts } from './counts.ts';
import { EMPTY_ROOT, type Hash } from './merkle.ts';

/** A size of a log, and the root that goes with it. */
export interface TreeHead {
  readonly size: number;
  readonly root: Hash;
}

/** What has been committed of a log, and what of that has been published: the one item on which all sealers agree. */
export interface LogHead extends TreeHead {
  /** One more with every commit. 0: nothing was ever committed. */
  readonly version: number;
  /** `<log name>/<partition>/<year>`. */
  readonly origin: string;
  readonly published: TreeHead;
  /** Committed and perhaps not published, in order: they fill the tree from `published.size` to `size`. */
  readonly pending: readonly Segment[];
  /** The log of a year that is over: nothing is added to it, its last checkpoint is perhaps not published. */
  readonly closing: ClosedLog | null;
}

/** Receipts and statements that were committed together: one object of the private storage. */
export interface Segment {
  /** Path of the object. */
  readonly key: string;
  /** SHA-256 of the object, hex. */
  readonly digest: string;
  /** Index of its first receipt. */
  readonly first: number;
  readonly count: number;
}

export interface ClosedLog extends TreeHead {
  readonly origin: string;
}

/** What was sealed of a page of timers: by its first attempt and those that repeated it. */
export interface Family {
  /** Name of the first attempt. */
  readonly name: string;
  readonly pages: readonly SealedPage[];
}

export interface SealedPage {
  readonly page: string;
  readonly origin: string;
  /** Index of its first receipt in that log; the others follow. */
  readonly first: number;
  /** Receipt ids in the order of their indexes. */
  readonly ids: readonly string[];
}

/** Where in the log a receipt or statement of a case is, and where beside it. */
export interface CaseEntry {
  readonly case: string;
  readonly origin: string;
  readonly index: number;
  /** Id of the receipt or statement. */
  readonly id: string;
  readonly what: 'receipt' | 'statement';
  /** The object that holds it. */
  readonly segment: Segment;
}

/** One commit: all of it or nothing. */
export interface Commit {
  /** Its version is one more than the one it was made from. */
  readonly head: LogHead;
  /** Families as they are now, whole. */
  readonly families: readonly Family[];
  readonly days: readonly DayCounts[];
}

/**
 * The most families and parts of days that a commit may hold: with the head, what one DynamoDB transaction can, which is
 * 100 items. A page by itself always fits, see rollup.ts: it is one family, and at most 96 parts of days.
 */
export const MOST_ITEMS = 99;
/** Counts in one item: each is at most four operators of an update, most are two additions, and it has 300 at most. */
export const COUNTS_IN_PART = 100;

/** How many items the counts of these days take. */
export const dayParts = (days: readonly DayCounts[]): number =>
  days.reduce((sum, { counts }) => sum + Math.ceil(counts.length / COUNTS_IN_PART), 0);

/**
 * Where the head of a log is kept, with everything that has to change together with it. All reads are strong.
 * `commit` is the only commit point of sealing: two sealers that read the same head cannot both commit.
 */
export interface LogHeads {
  /** Null before the first commit. */
  read(): Promise<LogHead | null>;
  /** The families among these names of which something was sealed. */
  families(names: readonly string[]): Promise<ReadonlyMap<string, Family>>;
  /** False where another commit was quicker: nothing was written. Counts are added exactly once. */
  commit(commit: Commit): Promise<boolean>;
  /** What was sealed of the days from `from` to `to`, both inclusive, in order, counts by name; days without any are left out. */
  days(from: string, to: string): Promise<readonly DayCounts[]>;
  /** Files published evidence under its cases. Repeatable: an entry is its origin and index. */
  file(entries: readonly CaseEntry[]): Promise<void>;
  /** What was filed of a case, in the order of the log: by origin, then index. */
  ofCase(caseId: string): Promise<readonly CaseEntry[]>;
}

/** The head of a log to which nothing was ever added. */
export function emptyHead(origin: string): LogHead {
  const nothing = { size: 0, root: EMPTY_ROOT };
  return { version: 0, origin, ...nothing, published: nothing, pending: [], closing: null };
}
