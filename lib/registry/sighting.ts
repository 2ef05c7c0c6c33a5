import type { Action } from '../policy/plan.ts';
import type { Coverable } from './coverage.ts';

/** A subject's record was seen in a dataset, and a rule has something to erase in it. Not stored: it holds the raw id. */
export interface Sighting extends Coverable {
  readonly subject: string;
  readonly policy: string;
  readonly policyVersion: string;
  readonly dataset: string;
  /**
   * `derived`: only a trigger makes anybody look: no tag, and no timer but where a case covers the cluster already. `gone`:
   * somebody else took the record away, or what it held of this subject: a look at what is left, if the subject is known.
   */
  readonly kind: 'stored' | 'derived' | 'gone';
  readonly action: Action;
  /** Seconds. */
  readonly window: number;
  /** Gone by then (milliseconds) while the relation lives; null where only a trigger ends it, or nobody can tell. */
  readonly latest: number | null;
  readonly undated: boolean;
  /** The record's key, for datasets whose records only the registry can find. */
  readonly key: string | null;
  /** Names the event that showed the record: urgent timers of one event are one timer. */
  readonly event: string;
}
