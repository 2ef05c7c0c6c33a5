import type { Refusal } from '../../evidence/certificate/refusal.ts';
import type { EvidenceReference } from '../../evidence/receipt.ts';
import type { Binding, Stage } from '../../evidence/statement.ts';
import type { TriggerKind } from '../../policy/plan.ts';
import type { Decision, Fee } from './desk.ts';

/** One trigger for one subject, from receipt to completion. */
export interface Case {
  readonly id: string;
  readonly policy: string;
  readonly policyVersion: string;
  /** SHA-256 of the policy file, hex. */
  readonly policyDigest: string;
  readonly ref: string;
  /** How evidence names the subject. Made at the opening: by the end the id is gone. */
  readonly evidence: CaseEvidence;
  readonly trigger: TriggerKind;
  readonly scope: CaseScope;
  /** How it was received: `app`, `platform`, `mail`, `phone` or `letter`. */
  readonly channel: string;
  readonly receivedAt: number;
  /** What has to be proven before anything is erased, in the order of the policy. */
  readonly gates: readonly CaseGate[];
  /** What contradicts it. Nothing is erased on doubt. */
  readonly doubts: readonly Doubt[];
  readonly deadline: number;
  /** The working-day table ended before the deadline: to be computed again when it grows. */
  readonly provisional: boolean;
  readonly calendar: string | null;
  /**
   * `waiting`: a gate is not met, and nothing has begun. `open`: something that may go has not gone. `restricted`: only what
   * a floor protects is left. `refused`: a person decided that nothing is owed.
   */
  readonly state: 'waiting' | 'open' | 'restricted' | 'completed' | 'refused';
  /** `<dataset>#<rule>` of clusters not yet looked at. */
  readonly outstanding: readonly string[];
  /** `<dataset>#<rule>` of clusters that a floor protects. */
  readonly restricted: readonly string[];
  /** When everything that may go had gone and only what a floor protects was left. */
  readonly restrictedAt?: number;
  readonly completedAt?: number;
  readonly refusedAt?: number;
  /** Receipts of the case on their way to the log: nothing is certified before they are in it. See `MOST_NOTED`. */
  readonly receipts: readonly string[];
  /** Who received data of the subject from us, by id. */
  readonly recipients: readonly CaseRecipient[];
  /** Certificates that have been issued, in the order of their stages. */
  readonly issued: readonly Issued[];
  /** Why the next certificate was not issued when it was last asked for. */
  readonly refusal?: Refusal;
  /** What people decided about it, in order: a refusal, and what was granted on appeal. Nothing else ever adds to it. */
  readonly decisions?: readonly Decision[];
  /** What the person was asked to pay for a request far beyond the usual; a person decided it. */
  readonly fee?: Fee;
}

/** What of the subject a case is about. */
export type CaseScope =
  | { readonly kind: 'account' }
  | { readonly kind: 'categories'; readonly categories: readonly string[] }
  /** `record`: keyed hash of its key. */
  | { readonly kind: 'record'; readonly dataset: string; readonly record: string };

export interface CaseGate {
  readonly id: string;
  /** Absent: not yet. */
  readonly metAt?: number;
  /** Where the proof is kept; a reference, never personal data. */
  readonly evidence?: string;
}

export interface Doubt {
  readonly at: number;
  /** The type of the event that contradicts. */
  readonly what: string;
}

export interface CaseEvidence extends EvidenceReference {
  readonly binding: Binding;
}

/** What is known of a recipient of the subject's data. Settled: it confirmed, was escalated, or is skipped. */
export interface CaseRecipient {
  readonly id: string;
  /** Times it was told, reminders among them. Noted before each: from the first on it may know of the case. */
  readonly attempts?: number;
  /** By when it has to confirm; counted from the first attempt. */
  readonly confirmBy?: number;
  /** When it is to be told, reminded or escalated next. */
  readonly next?: number;
  /** Why the last attempt failed: a code, never data. */
  readonly failure?: string;
  /** When a notice first reached it. */
  readonly toldAt?: number;
  /** The role that sent the letter; not a name. */
  readonly toldBy?: string;
  /** When it had erased too, by its own account; absent: it has not confirmed. */
  readonly confirmedAt?: number;
  /** The role that took the answer; absent where the recipient gave it itself. */
  readonly confirmedBy?: string;
  /** When it was left to a person, because it had not confirmed in time. */
  readonly escalatedAt?: number;
  /** The role that did so; absent where time did. */
  readonly escalatedBy?: string;
  /** It is not told, for one of the two reasons that policies name. */
  readonly skipped?: { readonly because: 'law' | 'own-authorisation'; readonly why: string };
}

export interface Issued {
  readonly stage: Stage;
  readonly at: number;
}

/** When somebody is to see whether a certificate of a case can be issued: a hint, like a timer. */
export interface DocketEntry {
  readonly case: string;
  /** Rounded up to a whole second where it is written. */
  readonly at: number;
}

/** A case that has neither been completed nor refused, and when it was promised to. */
export interface OpenCase {
  readonly id: string;
  /** Rounded up to a whole second. */
  readonly deadline: number;
}

/**
 * Receipts noted with one case. A closed account that data keeps coming for makes receipts without end, and an item has
 * a limit; those beyond this are in the log all the same.
 */
export const MOST_NOTED = 1000;
