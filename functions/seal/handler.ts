import { type EvidenceStorage, storeReceipts } from '../../lib/evidence/index.ts';
import { type BatchAnswer, eachMessage, type QueueEvent } from '../wiring/each-message.ts';

export interface SealDeps {
  readonly storage: EvidenceStorage;
  readonly fault: (error: unknown) => void;
}

/** Takes the receipts off the log queue and keeps them, each page once. */
export function createHandler({ storage, fault }: SealDeps) {
  return (event: QueueEvent): Promise<BatchAnswer> =>
    eachMessage(
      event,
      async ({ body }) => {
        await storeReceipts(body, storage);
      },
      { parking: null, fault },
    );
}
