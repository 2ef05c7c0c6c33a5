import type { Action } from '../../policy/plan.ts';
import type { Receipt } from '../receipt.ts';
import type { Stage } from '../statement.ts';
import type { Margin } from './margins.ts';

/** What was sealed of one civil day: added to what is there. */
export interface DayCounts {
  /** yyyy-mm-dd, in the zone of each count's policy. */
  readonly day: string;
  /** No two of the same name (`nameOf`). */
  readonly counts: readonly Count[];
}

/** All that a report needs to know of what was sealed, so that it need not read it. */
export type Count = ErasureCount | DueCount | CaseCount | PolicyCount | EntryCount;

/** Receipts verified on the day that say the same of the same rule. */
export interface ErasureCount {
  readonly of: 'erasure';
  readonly policy: string;
  readonly dataset: string;
  readonly rule: string;
  readonly action: Action;
  readonly outcome: Receipt['outcome'];
  /** Of the verification against the moment by which it was promised. */
  readonly margin: Margin;
  readonly receipts: number;
  /** Records that these receipts stand for. */
  readonly records: number;
}

/** What had to be gone by this day, of what has gone: counted when it is sealed, under the day on which it was due. */
export interface DueCount {
  readonly of: 'due';
  readonly policy: string;
  readonly dataset: string;
  readonly rule: string;
  readonly records: number;
}

/** Statements of cases made on the day. */
export interface CaseCount {
  readonly of: 'case';
  readonly policy: string;
  readonly trigger: string;
  readonly stage: Stage;
  /** Of the completion against the case's deadline. */
  readonly margin: Margin;
  readonly cases: number;
}

/** A version of a policy under which something was sealed. */
export interface PolicyCount {
  readonly of: 'policy';
  readonly policy: string;
  readonly version: string;
  /** SHA-256 of the policy file, hex. */
  readonly digest: string;
  readonly entries: number;
}

/** Where in the log the day's evidence is: not all entries from `first` up to `end`, for days overlap where zones differ. */
export interface EntryCount {
  readonly of: 'entry';
  readonly origin: string;
  readonly first: number;
  /** One after the last. */
  readonly end: number;
  readonly entries: number;
}

/** The same for counts that are added up. */
export function nameOf(count: Count): string {
  switch (count.of) {
    case 'erasure':
      return ['erasure', count.policy, count.dataset, count.rule, count.action, count.outcome, count.margin].join('#');
    case 'due':
      return ['due', count.policy, count.dataset, count.rule].join('#');
    case 'case':
      // What could hold a # comes last.
      return ['case', count.policy, count.stage, count.margin, count.trigger].join('#');
    case 'policy':
      return ['policy', count.policy, count.digest, count.version].join('#');
    case 'entry':
      return ['entry', count.origin].join('#');
  }
}

/** The sum of two counts of one name. */
export function plus<C extends Count>(a: C, b: C): C;
export function plus(a: Count, b: Count): Count {
  switch (a.of) {
    case 'erasure':
      return b.of === a.of ? { ...a, receipts: a.receipts + b.receipts, records: a.records + b.records } : a;
    case 'due':
      return b.of === a.of ? { ...a, records: a.records + b.records } : a;
    case 'case':
      return b.of === a.of ? { ...a, cases: a.cases + b.cases } : a;
    case 'policy':
      return b.of === a.of ? { ...a, entries: a.entries + b.entries } : a;
    case 'entry': {
      if (b.of !== a.of) return a;
      const range = { first: Math.min(a.first, b.first), end: Math.max(a.end, b.end) };
      return { ...a, ...range, entries: a.entries + b.entries };
    }
  }
}

/** Adds counts to others, by name. */
export function addUp(counts: readonly Count[], onto: Map<string, Count> = new Map()): Map<string, Count> {
  for (const count of counts) {
    const known = onto.get(nameOf(count));
    onto.set(nameOf(count), known === undefined ? count : plus(known, count));
  }
  return onto;
}

/** Counts in the order of their names: a store returns attributes in whatever order, a report says the same each time. */
export function inOrder(counts: ReadonlyMap<string, Count>): Count[] {
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
}
