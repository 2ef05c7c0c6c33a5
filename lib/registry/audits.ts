/**
 * What the last audit of a store came to: `K#audit` / name of the store. Names and counts; nothing of anybody. Instants in
 * milliseconds.
 */
export interface Audit {
  /** A dataset, or a table that is said to hold nothing personal. */
  readonly store: string;
  /** Null for such a table. */
  readonly policy: string | null;
  readonly pass: number;
  readonly begunAt: number;
  readonly endedAt: number;
  readonly records: number;
  /** Clusters that had no timer or no tag: they have now. */
  readonly untracked: number;
  /** Records that should have been gone: workers were sent for them. */
  readonly due: number;
  /** Those that only a hold keeps. */
  readonly held: number;
  readonly undated: number;
  /** With something personal in them, and nobody whose it is. */
  readonly ownerless: number;
  readonly findings: readonly AuditFinding[];
}

/** See lib/auditing/drift.ts. */
export interface AuditFinding {
  readonly kind: 'undeclared' | 'prohibited' | 'not stored' | 'subject key';
  readonly attribute: string;
  readonly category: string | null;
  readonly count: number;
}

export interface AuditRegistry {
  /** The last audit of every store, by name. */
  audits(): Promise<readonly Audit[]>;
  /** In the place of the one before. */
  keepAudit(audit: Audit): Promise<void>;
}

export const AUDITS = 'K#audit';
export const auditKey = (store: string): { pk: string; sk: string } => ({ pk: AUDITS, sk: store });
