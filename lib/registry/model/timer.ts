import type { Action } from '../../policy/plan.ts';
import type { Cluster } from './subject.ts';

/** When to look at a cluster: a hint, never the truth. */
export interface PlannedTimer extends Cluster {
  readonly action: Action;
  /** Milliseconds; whole seconds. */
  readonly startAt: number;
  /** Keyed hash of one record, for datasets found by locator. */
  readonly record?: string;
}

/** A timer for what is due now or nearly. Unique by `nonce`, and deleted when done. */
export interface UrgentTimer extends PlannedTimer {
  readonly nonce: string;
  /** Counts down this case when the cluster is done. */
  readonly case?: string;
  /** How often this cluster failed before. */
  readonly attempts?: number;
  /** Given up trying often; waits for a person, tried again daily. A code, never data. */
  readonly stuck?: string;
  /** A second look: `settle` at an index that lags, `forget` before the subject's id is dropped. */
  readonly again?: 'settle' | 'forget';
  /** A hold was found here at the last look: nothing may be erased until it is released. */
  readonly held?: true;
  /** A brake was found here at the last look: nothing may be erased until somebody approves. */
  readonly braked?: true;
}
