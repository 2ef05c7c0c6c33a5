import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Bus } from '../../lib/announcements.ts';
import { ExpungeError } from '../../lib/errors.ts';

/** Names Expunge as the source of what it announces. */
const SOURCE = 'expunge';

/** Announcements on the company's bus. Returns when all have been accepted. */
export function eventBus(client: EventBridgeClient, busName: string): Bus {
  return {
    async announce(announcements) {
      if (announcements.length === 0) return;
      const answer = await client.send(
        new PutEventsCommand({
          Entries: announcements.map(({ type, detail }) => ({
            EventBusName: busName,
            Source: SOURCE,
            DetailType: type,
            Detail: JSON.stringify(detail),
          })),
        }),
      );
      if ((answer.FailedEntryCount ?? 0) > 0) {
        throw new ExpungeError('STORE_UNAVAILABLE', 'The event bus did not take an announcement; it is made again.', {
          place: 'bus',
        });
      }
    },
  };
}
