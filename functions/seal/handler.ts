import { parsePage, type ReceiptPage } from '../../lib/evidence/index.ts';
import type { Sealer } from '../../lib/evidence/log/seal.ts';
import type { BatchAnswer, QueueEvent } from '../wiring/each-message.ts';

export interface SealDeps {
  readonly sealer: Sealer;
  readonly fault: (error: unknown) => void;
}

/**
 * Takes the receipts off the log queue and seals them. A page that cannot be read stays in the queue, by itself; where
 * sealing fails, the whole batch does. Woken without messages, as its schedule does, it publishes what an interrupted
 * sealer has committed, and does nothing else.
 */
export function createHandler({ sealer, fault }: SealDeps) {
  return async ({ Records = [] }: Partial<QueueEvent>): Promise<BatchAnswer> => {
    const pages: ReceiptPage[] = [];
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const { messageId, body } of Records) {
      try {
        pages.push(parsePage(body));
      } catch (error) {
        fault(error);
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    await sealer.seal(pages);
    return { batchItemFailures };
  };
}
