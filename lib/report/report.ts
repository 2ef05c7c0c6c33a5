import type { Margin } from '../evidence/log/margins.ts';
import type { Stage } from '../evidence/statement.ts';
import type { Audit } from '../registry/index.ts';
import type { Backlog } from './backlog.ts';
import type { ByMargin } from './margin-words.ts';
import type { Period } from './period.ts';

/**
 * What became of the promises of a period, and how things stood when it was written. Numbers, ids of policies, datasets,
 * rules and recipients, digests: nothing in it is about a person, and nothing refers to one.
 */
export interface Report extends Period {
  readonly format: 'expunge-report/1';
  /** ISO 8601 in UTC. */
  readonly madeAt: string;
  readonly totals: Amounts;
  readonly lateness: Lateness;
  /** Every day of the period, in order. */
  readonly days: readonly ({ readonly day: string } & Amounts)[];
  readonly rules: readonly RuleReport[];
  readonly cases: CaseReport;
  /** When the report was made, not at the end of its period. */
  readonly now: Backlog;
  /** What the last audit of each store came to, by its name; those never audited are not there. */
  readonly drift: readonly DriftReport[];
  readonly policies: readonly PolicyReport[];
  readonly proof: ProofReport;
}

export interface DriftReport {
  /** A dataset, or a table that is said to hold nothing personal: then the policy is null. */
  readonly store: string;
  readonly policy: string | null;
  readonly auditedAt: string;
  readonly records: number;
  /** Subjects’ data of which nobody knew: it has been armed since. */
  readonly untracked: number;
  /** Records that should have been gone: workers were sent for them. */
  readonly due: number;
  readonly findings: Audit['findings'];
}

/** Records, unless said otherwise. */
export interface Amounts {
  /** What had to be gone by these days and has gone since. What has not is in `now`. */
  readonly due: number;
  readonly deleted: number;
  readonly anonymised: number;
  /** Of the deleted and anonymised: verified after the moment by which it was promised. */
  readonly late: number;
  readonly receipts: number;
  /** Receipts of interrupted attempts that were found held when they were taken up again. */
  readonly heldReceipts: number;
  /** Receipts of interrupted attempts after which nothing was left. */
  readonly absentReceipts: number;
}

/** How long before or after its due moment what was erased had been verified. */
export interface Lateness {
  readonly records: ByMargin;
  /** The step within which it lies, not the value: values are not kept. Null: nothing was erased. */
  readonly p50: Margin | null;
  readonly p90: Margin | null;
  readonly p99: Margin | null;
  readonly max: Margin | null;
}

export interface RuleReport extends Amounts {
  readonly policy: string;
  readonly dataset: string;
  readonly rule: string;
  /** Null where the plan in force no longer has the rule. */
  readonly clause: string | null;
}

export interface CaseReport {
  /** Cases completed, by trigger: against their deadlines. */
  readonly completed: readonly { readonly policy: string; readonly trigger: string; readonly cases: ByMargin }[];
  readonly inTime: number;
  readonly late: number;
  readonly certificates: Readonly<Record<Stage, number>>;
}

/** A version of a policy that was in force: something was sealed under it, or it is in force now. */
export interface PolicyReport {
  readonly policy: string;
  readonly version: string;
  readonly digest: string;
  /** Of the plan in force; null where it no longer has the policy. */
  readonly controller: string | null;
  readonly zone: string | null;
  /** Entries of the log in the period that name this version. */
  readonly entries: number;
  readonly inForceNow: boolean;
}

export interface ProofReport {
  /** By log, in order: where the evidence of the period is. */
  readonly logs: readonly LogReport[];
  /** Entries of the period in all. */
  readonly entries: number;
  /** Of which so many are not within a published checkpoint yet. At most; null checkpoint: all. */
  readonly unpublished: number;
}

export interface LogReport {
  readonly origin: string;
  readonly entries: number;
  /** Index of the first entry of the period; null: there is none. Other days' entries may lie between. */
  readonly first: number | null;
  /** Index of the last one. */
  readonly last: number | null;
  /** The newest published checkpoint, as it is, and the size it states; null: none was published. */
  readonly checkpoint: { readonly size: number; readonly text: string } | null;
}
