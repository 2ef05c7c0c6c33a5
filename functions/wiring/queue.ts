import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

export interface FifoPlace {
  readonly group: string;
  readonly deduplicationId: string;
}

/** Sends one message, JSON; durable when it returns. */
export function sender(client: SQSClient, queueUrl: string) {
  return async (message: unknown, fifo?: FifoPlace): Promise<void> => {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify(message),
        ...(fifo && { MessageGroupId: fifo.group, MessageDeduplicationId: fifo.deduplicationId }),
      }),
    );
  };
}
