import type { ExpungeError } from '../../errors.ts';
import { untilAgreed } from '../begin.ts';
import { startClocks } from '../clocks.ts';
import { withWaiting } from '../marks.ts';
import type { Case, Decision, Reply } from '../model.ts';
import { caseOf, type DeskOffice, undecided } from './office.ts';

/** What takes a refusal back. */
export interface GrantOrder {
  readonly case: string;
  readonly reason: string;
  readonly by: string;
  /** The appeal that is granted, where several are open. */
  readonly appeal?: string;
}

/**
 * Grants an appeal against a refusal, or takes a refusal back unasked: the case waits again, with its gates as they were and
 * the deadline that was promised first. Where the person appealed, that appeal is answered as granted. Told again it changes
 * nothing.
 * @throws ExpungeError CASE_UNKNOWN; DECISION_INVALID: it is not refused, or none of its open appeals, or of several, was
 * meant; or nothing is left of the subject, so that nobody knows any more who it is.
 */
export async function grantAppeal(order: GrantOrder, office: DeskOffice): Promise<Case> {
  const { registry, clock } = office;
  if (order.reason.trim() === '' || order.by.trim() === '') {
    throw undecided('a refusal is taken back with a reason, by a role', await caseOf(order.case, office));
  }
  const { one, granted } = await untilAgreed(async () => {
    const one = await caseOf(order.case, office);
    const last = one.decisions?.at(-1);
    if (one.state !== 'refused') {
      if (last?.kind === 'granted' && isSame(last, order)) return { one, granted: last };
      throw undecided(`the case is ${one.state}, and there is no refusal to take back`, one);
    }
    const appeal = await appealOf(order, one, office);
    const { subject } = await registry.checkSubject(one.ref);
    if (subject?.id === undefined) throw forgotten(one);
    const { reason, by } = order;
    const granted = { kind: 'granted', reason, by, at: clock.now(), ...(appeal && { appeal: appeal.id }) } as const;
    return (await registry.reopenCase(one, granted, withWaiting(subject, one.id))) ? { one, granted } : null;
  });
  // Also for one told again: the first time may have been cut off before the appeal was answered.
  if (granted.appeal !== undefined) {
    const answer = { answeredAt: granted.at, outcome: 'granted', by: granted.by } as const;
    await registry.answerReply({ case: one.id, id: granted.appeal }, answer);
  }
  const again = await caseOf(order.case, office);
  // What watched its deadlines may have stopped when it was refused.
  await startClocks(again, office);
  return again;
}

/** The appeal that is meant: the one that is named, else the only one that is owed an answer. Null: there is none. */
async function appealOf({ appeal }: GrantOrder, one: Case, { registry }: DeskOffice): Promise<Reply | null> {
  const appeals = (await registry.replies(one.id)).filter(({ kind }) => kind === 'appeal');
  if (appeal !== undefined) {
    const named = appeals.find(({ id }) => id === appeal);
    if (named?.answeredAt === undefined && named !== undefined) return named;
    throw undecided('the case has no appeal of that id that is owed an answer', one);
  }
  const owed = appeals.filter(({ answeredAt }) => answeredAt === undefined);
  if (owed.length > 1) throw undecided('several appeals are open: name the one that is granted', one);
  return owed[0] ?? null;
}

function forgotten(one: Case): ExpungeError {
  return undecided(
    'nothing is left of its subject, and nobody knows any more who it was: a new request opens a new case',
    one,
  );
}

function isSame(granted: Extract<Decision, { kind: 'granted' }>, { reason, by, appeal }: GrantOrder): boolean {
  return granted.reason === reason && granted.by === by && (appeal === undefined || granted.appeal === appeal);
}
