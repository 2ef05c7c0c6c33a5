import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ExpungeError } from '../../lib/errors.ts';
import type { PlatformTrigger } from '../../lib/platforms/index.ts';

/** As many as EventBridge takes at once. */
const AT_ONCE = 10;
const SOURCE = 'expunge.platforms';

/** Triggers on the company's bus, where the company's own come from too. Returns when all have been accepted. */
export function triggerBus(client: EventBridgeClient, busName: string) {
  return async (triggers: readonly PlatformTrigger[]): Promise<void> => {
    for (let from = 0; from < triggers.length; from += AT_ONCE) {
      const answer = await client.send(
        new PutEventsCommand({
          Entries: triggers.slice(from, from + AT_ONCE).map(({ type, detail }) => ({
            EventBusName: busName,
            Source: SOURCE,
            DetailType: type,
            Detail: JSON.stringify(detail),
          })),
        }),
      );
      if ((answer.FailedEntryCount ?? 0) === 0) continue;
      throw new ExpungeError('STORE_UNAVAILABLE', 'The event bus did not take a trigger; it is sent again.', {
        place: 'bus',
      });
    }
  };
}
