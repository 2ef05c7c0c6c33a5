import { ExpungeError } from '../errors.ts';
import type { IncomingEvent } from './events.ts';
import type { Case } from './model.ts';
import type { CaseOffice } from './open-case.ts';

/**
 * Notes with a case that a recipient of the subject's data has erased them too. Told again it changes nothing: what the
 * recipient said first stands.
 * @throws ExpungeError EVENT_UNKNOWN_CASE, EVENT_UNKNOWN_RECIPIENT (the case never named it).
 */
export async function confirmRecipient(
  event: Extract<IncomingEvent, { type: 'RecipientConfirmed' }>,
  { registry, clock }: Pick<CaseOffice, 'registry' | 'clock'>,
): Promise<Case> {
  const known = await registry.confirmRecipient(event.case, event.recipient, event.confirmedAt, clock.now());
  if (known === null) {
    throw new ExpungeError(
      'EVENT_UNKNOWN_CASE',
      'A recipient confirmed for a case that the registry does not have. Check `case` against the id in what it was sent.',
    );
  }
  if (known.recipients.some(({ id }) => id === event.recipient)) return known;
  throw new ExpungeError(
    'EVENT_UNKNOWN_RECIPIENT',
    'A recipient confirmed that its case does not name. Check `recipient` against `recipients` in the inventory.',
    { place: known.policy },
  );
}
