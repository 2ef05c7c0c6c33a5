import { ExpungeError } from '../../lib/errors.ts';
import { type Parking, park } from '../../lib/registry/index.ts';

/** One message as an SQS event source hands it over. */
export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
  readonly eventSourceARN: string;
  readonly attributes: { readonly ApproximateReceiveCount: string };
}

export interface QueueEvent {
  readonly Records: readonly QueueMessage[];
}

/** Messages to be delivered again; those not named are done. */
export interface BatchAnswer {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/**
 * Works through a batch, message by message: one that fails is delivered again, one that never can be used is parked, and
 * neither holds up the others.
 */
export async function eachMessage(
  event: QueueEvent,
  work: (message: QueueMessage) => Promise<void>,
  deps: { readonly parking: Parking | null; readonly fault: (error: unknown) => void },
): Promise<BatchAnswer> {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const message of event.Records) {
    try {
      await parkingFaults(message, () => work(message), deps.parking);
    } catch (error) {
      deps.fault(error);
      batchItemFailures.push({ itemIdentifier: message.messageId });
    }
  }
  return { batchItemFailures };
}

async function parkingFaults(message: QueueMessage, work: () => Promise<void>, parking: Parking | null): Promise<void> {
  try {
    await work();
  } catch (fault) {
    if (parking === null || !(fault instanceof ExpungeError) || fault.remedy !== 'park') throw fault;
    const source = message.eventSourceARN.split(':').at(-1) ?? 'queue';
    await park({ source, id: message.messageId, body: message.body, fault }, parking);
  }
}
