import type { Plan, RecipientChannel } from '../policy/plan.ts';
import { own } from '../policy/plan-index.ts';
import type { Case, CaseRecipient } from '../registry/model.ts';

/** How a recipient of a case stands, for whoever asks. Instants are ISO 8601 in UTC. Nothing of it names the subject. */
export interface ToldRecipient {
  readonly case: string;
  readonly policy: string;
  readonly recipient: string;
  /** Null where the inventory does not have it any more. */
  readonly name: string | null;
  /** How it is told; null where it is not. */
  readonly by: RecipientChannel['by'] | null;
  /**
   * `keeps`: it need not be told; `to be told`; `letter to send`: a person has to; `not reached`: it is tried again; `told`;
   * `confirmed`; `escalated`.
   */
  readonly state: 'keeps' | 'to be told' | 'letter to send' | 'not reached' | 'told' | 'confirmed' | 'escalated';
  readonly attempts: number;
  readonly toldAt: string | null;
  readonly confirmBy: string | null;
  readonly confirmedAt: string | null;
  readonly escalatedAt: string | null;
  /** Why the last attempt failed, a code; or why it keeps the data. */
  readonly why: string | null;
}

export function toldRecipient(one: Case, recipient: CaseRecipient, plan: Plan): ToldRecipient {
  const { id, attempts = 0, toldAt, confirmBy, confirmedAt, escalatedAt, failure, skipped } = recipient;
  const known = own(plan.recipients, id);
  return {
    case: one.id,
    policy: one.policy,
    recipient: id,
    name: known?.name ?? null,
    by: known?.tell?.by ?? null,
    state: stateOf(recipient, known?.tell?.by === 'letter'),
    attempts,
    toldAt: iso(toldAt),
    confirmBy: iso(confirmBy),
    confirmedAt: iso(confirmedAt),
    escalatedAt: iso(escalatedAt),
    why: failure ?? skipped?.why ?? null,
  };
}

function stateOf(recipient: CaseRecipient, byLetter: boolean): ToldRecipient['state'] {
  const { attempts, toldAt, confirmedAt, escalatedAt, skipped } = recipient;
  if (skipped !== undefined) return 'keeps';
  if (confirmedAt !== undefined) return 'confirmed';
  if (escalatedAt !== undefined) return 'escalated';
  if (toldAt !== undefined) return 'told';
  if (attempts === undefined) return 'to be told';
  return byLetter ? 'letter to send' : 'not reached';
}

const iso = (instant: number | undefined): string | null =>
  instant === undefined ? null : new Date(instant).toISOString();
