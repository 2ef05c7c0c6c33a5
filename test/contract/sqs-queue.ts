import { randomUUID } from 'node:crypto';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { sender } from '../../functions/wiring/queue.ts';
import type { QueueOptions, Received, WorkedQueue } from './queue.contract.ts';

/** A new queue of an SQS, with its queue for what failed, as the stacks make them. */
export async function sqsQueue(client: SQSClient, { fifo, receives }: QueueOptions): Promise<WorkedQueue> {
  const create = async (attributes: Record<string, string>) => {
    const QueueName = `contract-${randomUUID()}${fifo ? '.fifo' : ''}`;
    const Attributes = { ...attributes, VisibilityTimeout: '30', ...(fifo && { FifoQueue: 'true' }) };
    const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName, Attributes }));
    if (QueueUrl === undefined) throw new Error('a queue without an address');
    return QueueUrl;
  };
  const aside = await create({});
  const asked = new GetQueueAttributesCommand({ QueueUrl: aside, AttributeNames: ['QueueArn'] });
  const deadLetterTargetArn = (await client.send(asked)).Attributes?.QueueArn;
  const QueueUrl = await create({
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: receives }),
  });

  const receiveFrom = async (url: string): Promise<readonly Message[]> => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 0,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      }),
    );
    return Messages;
  };
  const received = ({ Body, ReceiptHandle, Attributes }: Message): Received => ({
    message: JSON.parse(Body ?? ''),
    times: Number(Attributes?.ApproximateReceiveCount),
    async done() {
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    },
    async again() {
      await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    },
  });
  return {
    send: sender(client, QueueUrl),
    receive: async () => (await receiveFrom(QueueUrl)).map(received),
    putAside: async () => (await receiveFrom(aside)).map(({ Body }) => JSON.parse(Body ?? '')),
  };
}
