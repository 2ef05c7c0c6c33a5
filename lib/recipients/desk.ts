import { ExpungeError } from '../errors.ts';
import { own } from '../policy/plan-index.ts';
import { isSettled } from '../registry/case-recipients.ts';
import { confirmRecipient } from '../registry/confirm-recipient.ts';
import type { Case, CaseRecipient } from '../registry/model.ts';
import { type Letter, letterOf } from './letter.ts';
import { lookUp } from './look-up.ts';
import { noticeOf } from './notice.ts';
import type { RecipientsOffice } from './office.ts';
import { remindAt } from './schedule.ts';
import { announceNotified, escalate } from './tell.ts';
import { type ToldRecipient, toldRecipient } from './told-recipient.ts';

/** Of the escalated ones, that many are looked through for the list. */
const MOST_LISTED = 500;

/** What people do about recipients. `by` is a role, never a name. Every method @throws ExpungeError USAGE: no such case or recipient. */
export interface RecipientsDesk {
  /** All that are not settled, and those that were escalated and have not answered since; or all of one case. */
  list(caseId: string | null): Promise<readonly ToldRecipient[]>;
  /** The letter to print. @throws ExpungeError USAGE: it is told another way, is settled, or may not be told now. */
  letter(caseId: string, recipient: string): Promise<Letter>;
  /** The letter was sent: from now on it counts as told. */
  sent(caseId: string, recipient: string, by: string): Promise<ToldRecipient>;
  /** It confirmed on paper, on the telephone. */
  confirm(caseId: string, recipient: string, by: string): Promise<ToldRecipient>;
  /** Nothing more is to be expected of it: the case waits for it no longer. */
  escalate(caseId: string, recipient: string, by: string): Promise<ToldRecipient>;
}

export function createDesk(office: RecipientsOffice): RecipientsDesk {
  const { plan, registry, clock } = office;
  const told = (one: Case, recipient: CaseRecipient) => toldRecipient(one, recipient, plan);

  async function find(caseId: string, id: string): Promise<{ one: Case; recipient: CaseRecipient }> {
    const one = await registry.case(caseId);
    const recipient = one?.recipients.find((each) => each.id === id);
    if (one === null) throw usage('There is no such case. Its id is in the announcement ErasureScheduled.');
    if (recipient === undefined)
      throw usage('The case has no such recipient. `expunge recipient list` shows who it has.');
    return { one, recipient };
  }

  async function standing(caseId: string, id: string): Promise<ToldRecipient> {
    const { one, recipient } = await find(caseId, id);
    return told(one, recipient);
  }

  return {
    async list(caseId) {
      if (caseId !== null) {
        const one = await registry.case(caseId);
        if (one === null) throw usage('There is no such case. Its id is in the announcement ErasureScheduled.');
        return one.recipients.map((recipient) => told(one, recipient));
      }
      const waiting = await casesWaiting(registry);
      const escalated = await registry.escalatedRecipients(MOST_LISTED);
      const cases = await registry.cases([...new Set([...waiting, ...escalated.map((each) => each.case)])]);
      return cases.flatMap((one) =>
        one.recipients
          .filter((each) => !isSettled(each) || (each.escalatedAt !== undefined && each.confirmedAt === undefined))
          .map((recipient) => told(one, recipient)),
      );
    },

    async letter(caseId, id) {
      const { one, recipient } = await find(caseId, id);
      const known = own(plan.recipients, id);
      if (known?.tell?.by !== 'letter') throw usage('This recipient is not told by letter.');
      if (isSettled(recipient)) throw usage('This recipient is settled: there is nothing more to send it.');
      const { confirmBy } = recipient;
      if (confirmBy === undefined) throw usage('Its time has not begun: a hold is on it, or the case is a minute old.');
      const { id: subject, held, overtaken, fulfilled } = await lookUp(office)(one, id);
      if (held) throw usage('A hold is on it: nobody is told to erase until it is released.');
      if (overtaken) throw usage('The person has consented again since: there may be nothing to erase.');
      if (subject === undefined) throw usage('Nothing names the subject any more.');
      const about = { one, recipient: id, subject, confirmBy, confirmTo: office.confirmTo, fulfilled };
      const notice = noticeOf(about, plan);
      if (notice === null) throw usage('The policy of this case is not deployed any more.');
      return letterOf(notice, known, clock.now(), own(plan.policies, one.policy)?.zone ?? 'UTC');
    },

    async sent(caseId, id, by) {
      const { one, recipient } = await find(caseId, id);
      if (own(plan.recipients, id)?.tell?.by !== 'letter') throw usage('This recipient is not told by letter.');
      const { confirmBy, toldAt } = recipient;
      if (confirmBy === undefined)
        throw usage('Nobody has asked for its letter yet: the case is a minute old, or held.');
      if (toldAt === undefined) {
        const now = clock.now();
        await announceNotified(one, id, now, office);
        await registry.noteTold(caseId, id, { at: now, by, failure: null, next: remindAt(now, now, confirmBy) });
      }
      return standing(caseId, id);
    },

    async confirm(caseId, id, by) {
      const { recipient } = await find(caseId, id);
      if (recipient.confirmedAt === undefined) {
        const said = { case: caseId, recipient: id, confirmedAt: clock.now() };
        await confirmRecipient(said, office, by).catch((failure: unknown) => {
          // From a queue it would be parked; a person at the desk is told.
          throw failure instanceof ExpungeError && failure.remedy === 'park' ? usage(failure.message) : failure;
        });
      }
      return standing(caseId, id);
    },

    async escalate(caseId, id, by) {
      const { one, recipient } = await find(caseId, id);
      if (recipient.skipped !== undefined) throw usage('This recipient keeps the data: nothing is expected of it.');
      if (!isSettled(recipient)) await escalate(one, recipient, office, by);
      return standing(caseId, id);
    },
  };
}

async function casesWaiting(registry: Pick<RecipientsOffice['registry'], 'noticesWaiting'>): Promise<string[]> {
  const ids = new Set<string>();
  let after: string | null = '';
  while (after !== null) {
    const page: Awaited<ReturnType<typeof registry.noticesWaiting>> = await registry.noticesWaiting(after, 1000);
    for (const entry of page.entries) ids.add(entry.case);
    after = page.next;
  }
  return [...ids];
}

function usage(what: string): ExpungeError {
  return new ExpungeError('USAGE', what);
}
