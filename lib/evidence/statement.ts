import type { Refresh } from './copies.ts';
import { toBase64, toUtf8 } from './log/bytes.ts';
import { sha256 } from './log/crypto.ts';
import type { EvidenceReference } from './receipt.ts';

/**
 * How far a case has come. `erased`: from the live stores. `beyond-use`: copies remain until a date, and whatever comes
 * back from one is erased again. `final`: the last known copy has passed its date.
 */
export type Stage = 'erased' | 'beyond-use' | 'final';

export const STAGES = ['erased', 'beyond-use', 'final'] as const satisfies readonly Stage[];

/**
 * What a certificate states of a case, sealed into the log beside the receipts it counts: nobody can add it later, leave
 * a receipt out, or state two things. Private and erasable like a receipt. Instants are ISO 8601 in UTC, three decimals.
 */
export interface Statement {
  readonly format: 'expunge-statement/1';
  /** From case and stage: 22 characters of base64url. */
  readonly id: string;
  readonly stage: Stage;
  readonly case: string;
  readonly trigger: string;
  readonly scope: StatedScope;
  readonly policy: { readonly id: string; readonly version: string; readonly digest: string };
  readonly subject: EvidenceReference & { readonly binding: Binding };
  readonly receivedAt: string;
  readonly deadline: string;
  /** When all that may go had gone, and only what a floor keeps was left. Null: no floor kept anything. */
  readonly restrictedAt: string | null;
  /** When the last of it had gone from the live stores. */
  readonly completedAt: string;
  readonly statedAt: string;
  /** When the last known copy of anything erased is gone. Null: no copies are declared. */
  readonly copiesGoneBy: string | null;
  /** Because of which copies are gone earlier than the receipts say. Left out where there is none. */
  readonly refreshes?: readonly Refresh[] | undefined;
  /** The receipts of the case: how many, and `receiptsDigest` of their commitments in the order of the log. */
  readonly receipts: { readonly count: number; readonly digest: string };
  readonly recipients: readonly StatedRecipient[];
}

/**
 * What of the subject the case is about, and nothing else is stated of: the account, some categories (their ids in the
 * policy, each once, in order), or one record, which is not named.
 */
export type StatedScope =
  | { readonly kind: 'account' }
  | { readonly kind: 'categories'; readonly categories: readonly string[] }
  | { readonly kind: 'record' };

export interface StatedRecipient {
  readonly id: string;
  /** When a notice to erase first reached it; null: not yet. */
  readonly toldAt: string | null;
  /** When it confirmed that it has erased too; null: not yet. */
  readonly confirmedAt: string | null;
  /** When it was left to a person, because it had not confirmed in time; null: it was not. */
  readonly escalatedAt: string | null;
  /** Why it was not told: it keeps the data by law, or by the person's own authorisation. Null: it is told. */
  readonly skipped: { readonly because: 'law' | 'own-authorisation'; readonly why: string } | null;
}

/** That an identifier is the subject's, for whoever has the certificate and the identifier: see lib/evidence/binding.ts. */
export interface Binding {
  readonly iterations: number;
  /** Base64, 32 bytes. */
  readonly digest: string;
  /** SHA-256 of the salt, hex: that a certificate has the right salt shows without the identifier too. */
  readonly saltDigest: string;
}

/**
 * What the deadline of a case is held against (ISO 8601): a floor's end may lie years after it, and what the law keeps
 * until then is not late.
 */
export function answeredAt({ restrictedAt, completedAt }: Pick<Statement, 'restrictedAt' | 'completedAt'>): string {
  return restrictedAt ?? completedAt;
}

const ID_BYTES = 16;

/** The id of what is stated of a case at a stage: stated again, it is the same statement. */
export function statementId(caseId: string, stage: Stage): string {
  const digest = sha256(toUtf8(`expunge statement\0${caseId}\0${stage}`));
  return toBase64(digest.subarray(0, ID_BYTES)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
