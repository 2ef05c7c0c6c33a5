import { ExpungeError } from '../../lib/errors.ts';
import { type CaseOffice, openCase, type Parking, parseEvent, type Referencer } from '../../lib/registry/index.ts';
import { type BatchAnswer, eachMessage, type QueueEvent } from '../wiring/each-message.ts';

export interface OpenCaseDeps extends Omit<CaseOffice, 'referencer'> {
  readonly references: () => Promise<Referencer>;
  readonly parking: Parking;
  readonly fault: (error: unknown) => void;
}

/** Opens a case for each trigger that comes over the bus. */
export function createHandler(deps: OpenCaseDeps) {
  return async (event: QueueEvent): Promise<BatchAnswer> => {
    const open = async (body: string) => {
      const incoming = parseEvent(body, deps.clock.now());
      if (incoming.type !== 'AccountClosed') {
        throw new ExpungeError('EVENT_UNKNOWN_TYPE', 'This queue takes triggers only.');
      }
      // Inside the message's own try: where KMS fails, the last try parks it like any other.
      await openCase(incoming, { ...deps, referencer: await deps.references() });
    };
    return eachMessage(event, (message) => open(message.body), deps);
  };
}
