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

/** A message that failed this often is parked: left to the queue it would end, whole and readable, among the failed ones. */
const LAST_TRY = 4;

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
      await parkingFaults(message, () => work(message), deps);
    } catch (error) {
      deps.fault(error);
      batchItemFailures.push({ itemIdentifier: message.messageId });
    }
  }
  return { batchItemFailures };
}

async function parkingFaults(
  message: QueueMessage,
  work: () => Promise<void>,
  { parking, fault: log }: { readonly parking: Parking | null; readonly fault: (error: unknown) => void },
): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    if (parking === null) throw thrown;
    const fault = unusable(thrown, message);
    if (fault === null) throw thrown;
    log(thrown);
    const source = message.eventSourceARN.split(':').at(-1) ?? 'queue';
    await park({ source, id: message.messageId, body: message.body, fault }, parking);
  }
}

/** The fault for which a message is given up; null while another try may help. */
function unusable(thrown: unknown, { attributes }: QueueMessage): ExpungeError | null {
  if (thrown instanceof ExpungeError && thrown.remedy === 'park') return thrown;
  if (Number(attributes.ApproximateReceiveCount) < LAST_TRY) return null;
  const message = `The message was tried ${LAST_TRY} times and failed each time; the log says why. Send it again when that is mended.`;
  return new ExpungeError('GIVEN_UP', message, { cause: thrown });
}
