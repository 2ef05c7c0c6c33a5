import { ExpungeError } from '../errors.ts';
import type { IncomingEvent } from './events.ts';
import type { Case } from './model.ts';
import type { CaseOffice } from './open-case.ts';

/**
 * Notes with a case that a recipient of the subject's data has erased them too. Told again it changes nothing: what the
 * recipient said first stands. An answer that comes after the recipient was escalated is noted all the same.
 * @param by the role that took the answer, where the recipient did not give it itself.
 * @throws ExpungeError EVENT_UNKNOWN_CASE, EVENT_UNKNOWN_RECIPIENT (the case never named it), EVENT_NOT_NOTIFIED (nobody
 * has told it of the case yet), EVENT_RECIPIENT_KEEPS (it was never to erase).
 */
export async function confirmRecipient(
  event: Pick<Extract<IncomingEvent, { type: 'RecipientConfirmed' }>, 'case' | 'recipient' | 'confirmedAt'>,
  {
    registry,
    clock,
  }: Pick<CaseOffice, 'clock'> & { readonly registry: Pick<CaseOffice['registry'], 'confirmRecipient'> },
  by?: string,
): Promise<Case> {
  const known = await registry.confirmRecipient(event.case, event.recipient, event.confirmedAt, clock.now(), by);
  if (known === null) {
    throw new ExpungeError(
      'EVENT_UNKNOWN_CASE',
      'A recipient confirmed for a case that the registry does not have. Check `case` against the id in what it was sent.',
    );
  }
  const recipient = known.recipients.find(({ id }) => id === event.recipient);
  const place = { place: known.policy };
  if (recipient === undefined) {
    throw new ExpungeError(
      'EVENT_UNKNOWN_RECIPIENT',
      'A recipient confirmed that its case does not name. Check `recipient` against `recipients` in the inventory.',
      place,
    );
  }
  if (recipient.skipped !== undefined) {
    throw new ExpungeError(
      'EVENT_RECIPIENT_KEEPS',
      'A recipient confirmed that it erased what, by the inventory, it keeps and was not asked to erase. Ask it; if it did erase, take `keeps` out of the inventory.',
      place,
    );
  }
  if (recipient.attempts === undefined) {
    throw new ExpungeError(
      'EVENT_NOT_NOTIFIED',
      'A recipient confirmed for a case of which nobody has told it yet. Nothing is noted; find out how it came to know the id.',
      place,
    );
  }
  return known;
}
