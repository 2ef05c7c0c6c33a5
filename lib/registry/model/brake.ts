/** A rule in a dataset: what somebody approves, and what a brake stops. */
export interface BrakeName {
  readonly dataset: string;
  readonly rule: string;
}

/**
 * What stops a rule in a dataset from erasing more than somebody agreed to: one item for each, `B#<dataset>#<rule>`. One
 * that was never written was never approved. Instants in milliseconds.
 */
export interface Brake extends BrakeName {
  /** Counts the writes of this item: whoever rewrites it says which it has seen. */
  readonly step: number;
  /** Absent: nobody ever agreed. */
  readonly approved?: Approval;
  /** The UTC civil day (`YYYY-MM-DD`) that `budget` and `left` are of. It never goes back but by an approval. */
  readonly day: string;
  /** Records that may be erased on that day, and how many of them still may. What is not left was taken by a worker. */
  readonly budget: number;
  readonly left: number;
  /** Records erased on each of the days before, the last 28 at most, the oldest first. */
  readonly before: readonly number[];
  /** The budget was spent and more was to go: nothing goes until somebody approves. */
  readonly pausedAt?: number;
  /** What decides about the records was found to be this, which is not what was approved; it was announced. */
  readonly observed?: { readonly effect: string; readonly at: number };
  readonly waiting?: Waiting;
}

/** That somebody agreed to what a rule does in a dataset. */
export interface Approval {
  /** `effectOf` the plan that was deployed. */
  readonly effect: string;
  readonly at: number;
  /** A role, not a name. */
  readonly by: string;
  readonly policyVersion: string;
}

/**
 * Records that looks found on a day and that would have gone. Each cluster is looked at once a day at least; one that is
 * looked at more often is counted more often.
 */
export interface Waiting {
  readonly day: string;
  readonly records: number;
  /** What the day before had come to, so that early in a day there is a figure too. */
  readonly before: number;
}

/** `observe`: what is deployed was never approved. `paused`: the day's budget was spent. Either way nothing is erased. */
export type BrakeState = 'running' | 'observe' | 'paused';
