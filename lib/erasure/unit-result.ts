import type { Receipt } from '../evidence/index.ts';
import type { PlannedTimer, Tag, UrgentTimer } from '../registry/model.ts';
import type { Unit } from './unit.ts';

/** What a unit led to, and what is to be written down for it once its page's receipts are safe. */
export interface UnitResult {
  readonly unit: Unit;
  /** One for each case that made anything go, and one for what went by its age. */
  readonly receipts: readonly Receipt[];
  readonly nextPlanned: readonly PlannedTimer[];
  readonly nextUrgent: readonly UrgentTimer[];
  /** Cases that need not wait for this cluster any longer. */
  readonly countDown: readonly CountDown[];
  /** The cluster's tag as it is from now on; null leaves it as it is. */
  readonly tag: Tag | 'gone' | null;
  /** Tags of located records that are gone. */
  readonly goneLocators: readonly Tag[];
  /** Nothing of the cluster is left: if it was the subject's last, the subject may be forgotten. */
  readonly empty: boolean;
  /**
   * `noted`: something may have gone that none of the receipts speaks of; until one does, the subject is not to be forgotten.
   * `cleared`: one of them speaks of what was noted before.
   */
  readonly unproved: 'noted' | 'cleared' | null;
  /** To be announced, if it is news: what a floor protects although a case covers it. */
  readonly restrictions: readonly Restriction[];
}

export interface CountDown {
  readonly case: string;
  readonly to: 'erased' | 'restricted';
}

export interface Restriction {
  readonly subject: string;
  readonly policy: string;
  readonly case: string;
  readonly law: string;
  readonly until: number | null;
  readonly records: number;
  /** A case about one record: its cluster has no tag that says so, for the other records stay as they are. */
  readonly own: boolean;
}

/** The timers are done with, and nothing else is to be said. */
export function nothingToDo(unit: Unit): UnitResult {
  return {
    unit,
    receipts: [],
    nextPlanned: [],
    nextUrgent: [],
    countDown: [],
    tag: null,
    goneLocators: [],
    empty: false,
    unproved: null,
    restrictions: [],
  };
}
