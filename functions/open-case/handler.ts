import { ExpungeError } from '../../lib/errors.ts';
import { caseEvidence } from '../../lib/evidence/case-evidence.ts';
import {
  type CaseOffice,
  confirmRecipient,
  openCase,
  type Parking,
  parseEvent,
  type Referencer,
} from '../../lib/registry/index.ts';
import { type BatchAnswer, eachMessage, type QueueEvent } from '../wiring/each-message.ts';
import type { CurrentEpoch } from '../wiring/keys.ts';

export interface OpenCaseDeps extends Omit<CaseOffice, 'referencer' | 'evidenceOf'> {
  readonly references: () => Promise<Referencer>;
  readonly epoch: CurrentEpoch;
  readonly parking: Parking;
  readonly fault: (error: unknown) => void;
}

/** Opens a case for each trigger that comes over the bus, and notes what recipients confirm. */
export function createHandler(deps: OpenCaseDeps) {
  const evidenceOf: CaseOffice['evidenceOf'] = async (policy, subject, caseId) =>
    caseEvidence(await deps.epoch(deps.clock.now()), policy, subject, caseId);
  return async (event: QueueEvent): Promise<BatchAnswer> => {
    const take = async (body: string) => {
      const incoming = parseEvent(body, deps.clock.now());
      switch (incoming.type) {
        case 'AccountClosed':
          // Inside the message's own try: where KMS fails, the last try parks it like any other.
          return openCase(incoming, { ...deps, evidenceOf, referencer: await deps.references() });
        case 'RecipientConfirmed':
          return confirmRecipient(incoming, deps);
        default:
          throw new ExpungeError('EVENT_UNKNOWN_TYPE', 'This queue takes triggers only.');
      }
    };
    return eachMessage(event, async (message) => void (await take(message.body)), deps);
  };
}
