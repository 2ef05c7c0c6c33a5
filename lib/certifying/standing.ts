import type { RefusalReason } from '../evidence/certificate/refusal.ts';
import type { Stage } from '../evidence/statement.ts';
import type { Case } from '../registry/model.ts';
import { certificateKeys } from './certificate-keys.ts';
import type { Review } from './review.ts';

/** The answer to somebody who asks after a case. Instants are ISO 8601 in UTC. Nothing of it names the subject. */
export interface Standing {
  readonly case: string;
  readonly policy: string;
  readonly state: Case['state'];
  /** Keys of the evidence bucket: the certificate as JSON, and as a page. */
  readonly issued: readonly {
    readonly stage: Stage;
    readonly at: string;
    readonly json: string;
    readonly page: string;
  }[];
  /** Why the next certificate would not be issued now; null: nothing stands in its way. */
  readonly refusal: { readonly stage: Stage; readonly reasons: readonly StandingReason[] } | null;
  /** The next certificate, and when to expect it at the earliest; null: nobody knows when, or there is none to come. */
  readonly next: { readonly stage: Stage; readonly from: string | null } | null;
}

type StandingReason = Omit<RefusalReason, 'until'> & { readonly until: string | null };

export function standingOf(one: Case, reviewed: Review, now: number): Standing {
  return {
    case: one.id,
    policy: one.policy,
    state: one.state,
    issued: one.issued.map(({ stage, at }) => ({ stage, at: iso(at), ...certificateKeys(one.id, stage) })),
    refusal: refusalIn(reviewed),
    next: nextIn(reviewed, now),
  };
}

function refusalIn(reviewed: Review): Standing['refusal'] {
  if (reviewed.verdict !== 'refuse') return null;
  const { stage, reasons } = reviewed.refusal;
  return {
    stage,
    reasons: reasons.map(({ until, ...reason }) => ({
      ...reason,
      until: typeof until === 'number' ? iso(until) : null,
    })),
  };
}

function nextIn(reviewed: Review, now: number): Standing['next'] {
  switch (reviewed.verdict) {
    case 'all said':
      return null;
    case 'wait':
      return { stage: reviewed.next.stage, from: iso(reviewed.until) };
    case 'refuse':
      return { stage: reviewed.refusal.stage, from: null };
    case 'certify':
      return { stage: reviewed.stage, from: iso(now) };
  }
}

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
