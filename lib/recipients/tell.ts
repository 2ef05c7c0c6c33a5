import { ExpungeError } from '../errors.ts';
import type { RecipientChannel } from '../policy/plan.ts';
import { own } from '../policy/plan-index.ts';
import type { Case, CaseRecipient } from '../registry/model.ts';
import { addPeriod, parsePeriod } from '../retention/index.ts';
import type { Carried } from './carrier.ts';
import { type Notice, noticeOf } from './notice.ts';
import type { RecipientsOffice } from './office.ts';
import { remindAt, retryAt } from './schedule.ts';
import type { LookUnderWay } from './tell-recipients.ts';
import { HELD_LOOK } from './times.ts';

/**
 * Tells one recipient of a case, or reminds it; when to look again. The attempt is noted before it is made: whoever is cut
 * off in between has it made again, and an answer that is quicker than our note finds that the recipient may know.
 */
export async function tell(
  one: Case,
  recipient: CaseRecipient,
  office: RecipientsOffice,
  look: LookUnderWay,
): Promise<number | null> {
  const { plan, registry, clock } = office;
  const now = clock.now();
  const known = own(plan.recipients, recipient.id);
  const subject = await look.lookUp(one, recipient.id);
  if (subject.held) return now + HELD_LOOK;
  if (subject.id !== undefined && subject.overtaken) return giveUp(one, recipient, office, look);
  if (known?.tell == null || subject.id === undefined) {
    // The inventory has lost it since, or nothing names the subject any more: only a person can still do something.
    office.fault(unreachable(recipient.id, subject.id === undefined));
    return giveUp(one, recipient, office, look);
  }

  const number = (recipient.attempts ?? 0) + 1;
  const zone = own(plan.policies, one.policy)?.zone ?? 'UTC';
  const confirmBy = recipient.confirmBy ?? addPeriod(now, parsePeriod(known.confirmWithin), zone, 'up').at;
  const unheard = retryAt(number, now, confirmBy);
  const begun = await registry.beginTelling(one.id, recipient.id, { number, confirmBy, next: unheard });
  if (begun === null) return unheard; // another is at it

  const about = { one, recipient: recipient.id, subject: subject.id, fulfilled: subject.fulfilled };
  const notice = noticeOf({ ...about, confirmBy, confirmTo: office.confirmTo }, plan);
  if (notice === null) throw unreachable(recipient.id, false);
  try {
    const carried = await carry(known.tell, notice, number, office);
    return await noteCarried(one, recipient, confirmBy, carried, office, look);
  } catch (failure) {
    if (!isSilence(failure)) throw failure;
    office.fault(failure);
    office.meter.count('RecipientsUnreached', 1);
    look.failed += 1;
    look.silent.set(recipient.id, (look.silent.get(recipient.id) ?? 0) + 1);
    const later = clock.now();
    // One that knows already is only reminded, and has its next reminder.
    const next =
      recipient.toldAt === undefined ? retryAt(number, later, confirmBy) : remindAt(recipient.toldAt, later, confirmBy);
    await registry.noteTold(one.id, recipient.id, { at: null, failure: failure.code, next });
    return next;
  }
}

/** Before its time is up: nothing that could still be sent would be right. */
async function giveUp(
  one: Case,
  recipient: CaseRecipient,
  office: RecipientsOffice,
  look: LookUnderWay,
): Promise<null> {
  await escalate(one, recipient, office);
  look.escalated += 1;
  return null;
}

/** A letter is only asked for here: it has reached nobody until a person says that it was sent. */
async function carry(
  channel: RecipientChannel,
  notice: Notice,
  attempt: number,
  { carriers, bus }: RecipientsOffice,
): Promise<Carried | null> {
  switch (channel.by) {
    case 'https':
      return carriers.https(channel, notice, attempt);
    case 'sqs':
      return carriers.sqs(channel, notice, attempt);
    case 'eventBus':
      return carriers.eventBus(channel, notice, attempt);
    case 'letter': {
      const { policy, case: id, recipient, confirmBy } = notice;
      await bus.announce([{ type: 'LetterToSend', detail: { policy, case: id, recipient, confirmBy } }]);
      return null;
    }
  }
}

async function noteCarried(
  one: Case,
  recipient: CaseRecipient,
  confirmBy: number,
  carried: Carried | null,
  office: RecipientsOffice,
  look: LookUnderWay,
): Promise<number | null> {
  const { registry, clock } = office;
  const now = clock.now();
  if (carried === null) {
    const next = remindAt(recipient.toldAt ?? now, now, confirmBy);
    await registry.noteTold(one.id, recipient.id, { at: null, failure: null, next });
    return next;
  }
  if (recipient.toldAt === undefined) await announceNotified(one, recipient.id, now, office);
  const next = remindAt(recipient.toldAt ?? now, now, confirmBy);
  await registry.noteTold(one.id, recipient.id, { at: now, failure: null, next });
  look.told += 1;
  if (!carried.confirmed) return next;
  await registry.confirmRecipient(one.id, recipient.id, now, now);
  return null;
}

/** Before it is noted: whoever repeats it announces it again. */
export async function announceNotified(
  { id, policy }: Pick<Case, 'id' | 'policy'>,
  recipient: string,
  now: number,
  { bus, meter }: Pick<RecipientsOffice, 'bus' | 'meter'>,
): Promise<void> {
  const notifiedAt = new Date(now).toISOString();
  await bus.announce([{ type: 'RecipientNotified', detail: { policy, case: id, recipient, notifiedAt } }]);
  meter.count('RecipientsNotified', 1);
}

/** Leaves a recipient to a person: it is told no more, and the case waits for it no longer. */
export async function escalate(
  { id, policy }: Pick<Case, 'id' | 'policy'>,
  { id: recipient, toldAt }: CaseRecipient,
  { registry, bus, meter, clock }: Pick<RecipientsOffice, 'registry' | 'bus' | 'meter' | 'clock'>,
  by?: string,
): Promise<Case | null> {
  const at = clock.now();
  const escalatedAt = new Date(at).toISOString();
  await bus.announce([
    { type: 'RecipientEscalated', detail: { policy, case: id, recipient, told: toldAt !== undefined, escalatedAt } },
  ]);
  meter.count('RecipientsEscalated', 1);
  return registry.escalateRecipient(id, recipient, { at, ...(by !== undefined && { by }) });
}

const isSilence = (failure: unknown): failure is ExpungeError =>
  failure instanceof ExpungeError && (failure.code === 'RECIPIENT_SILENT' || failure.code === 'RECIPIENT_REFUSES');

function unreachable(recipient: string, forgotten: boolean): ExpungeError {
  return forgotten
    ? new ExpungeError('SUBJECT_UNKNOWN', 'A recipient is to be told of a subject that nothing names any more.', {
        place: recipient,
      })
    : new ExpungeError(
        'RECIPIENT_GONE',
        'A case has a recipient that the inventory does not have any more, or has no way of telling. It is left to a person.',
        { place: recipient },
      );
}
