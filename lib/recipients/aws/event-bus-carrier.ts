import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ExpungeError } from '../../errors.ts';
import type { Carry } from '../carrier.ts';
import { noticeText } from '../notice.ts';

/** Who says it, and as what: a rule of the recipient's selects by these. */
const SOURCE = 'expunge';
const DETAIL_TYPE = 'ErasureNotice';

/** An event on the recipient's bus: the notice is its detail, and its case and recipient tell a repeated one. */
export function eventBusCarrier(client: Pick<EventBridgeClient, 'send'>): Carry<'eventBus'> {
  return async ({ bus }, notice) => {
    const entry = { EventBusName: bus, Source: SOURCE, DetailType: DETAIL_TYPE, Detail: noticeText(notice) };
    const silent = (cause?: unknown) =>
      new ExpungeError('RECIPIENT_SILENT', 'The event bus of a recipient does not take its notice.', {
        place: notice.recipient,
        cause,
      });
    const answer = await client.send(new PutEventsCommand({ Entries: [entry] })).catch((cause: unknown) => {
      throw silent(cause);
    });
    if ((answer.FailedEntryCount ?? 0) > 0) throw silent();
    return { confirmed: false };
  };
}
