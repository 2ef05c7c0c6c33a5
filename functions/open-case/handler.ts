import { ExpungeError } from '../../lib/errors.ts';
import { caseEvidence } from '../../lib/evidence/case-evidence.ts';
import {
  type CaseOffice,
  confirmRecipient,
  contradict,
  giveConsent,
  meetPreconditions,
  meetShutDown,
  openCase,
  openShutDown,
  type Parking,
  parseEvent,
  type Referencer,
  refreshBackup,
} from '../../lib/registry/index.ts';
import { type BatchAnswer, eachMessage, type QueueEvent } from '../wiring/each-message.ts';
import type { CurrentEpoch } from '../wiring/keys.ts';
import { recordKey } from '../wiring/record-key.ts';

export interface OpenCaseDeps extends Omit<CaseOffice, 'referencer' | 'evidenceOf' | 'keyOf'> {
  readonly references: () => Promise<Referencer>;
  readonly epoch: CurrentEpoch;
  readonly parking: Parking;
  readonly fault: (error: unknown) => void;
}

/** Opens a case for each trigger that comes over the bus, and notes what is proven, consented to or confirmed. */
export function createHandler(deps: OpenCaseDeps) {
  const evidenceOf: CaseOffice['evidenceOf'] = async (policy, subject, caseId) =>
    caseEvidence(await deps.epoch(deps.clock.now()), policy, subject, caseId);
  return async (event: QueueEvent): Promise<BatchAnswer> => {
    const take = async (body: string) => {
      const incoming = parseEvent(body, deps.clock.now());
      // Inside the message's own try: where KMS fails, the last try parks it like any other.
      const office = { ...deps, evidenceOf, keyOf: recordKey, referencer: await deps.references() };
      switch (incoming.type) {
        case 'PreconditionsMet':
          return (await meetShutDown(incoming, office)) || meetPreconditions(incoming, office);
        case 'ConsentGiven':
          return giveConsent(incoming, office);
        case 'AccountReopened':
          return contradict(incoming, office);
        case 'RecipientConfirmed':
          return confirmRecipient(incoming, office);
        case 'ServiceShutDown':
          return openShutDown(incoming, office);
        case 'BackupRefreshed':
          return refreshBackup(incoming, office);
        case 'PersonalDataStored':
        case 'ObjectCreated':
          throw new ExpungeError('EVENT_UNKNOWN_TYPE', 'This queue takes triggers only.');
        default:
          return openCase(incoming, office);
      }
    };
    return eachMessage(event, async (message) => void (await take(message.body)), deps);
  };
}
