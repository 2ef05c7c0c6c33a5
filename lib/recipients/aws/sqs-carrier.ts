import { GetQueueUrlCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { ExpungeError } from '../../errors.ts';
import type { Carry } from '../carrier.ts';
import { idempotencyKey, noticeText } from '../notice.ts';

/** A message in the recipient's queue: the notice as its body, the idempotency key as an attribute. */
export function sqsCarrier(client: Pick<SQSClient, 'send'>): Carry<'sqs'> {
  const urls = new Map<string, Promise<string>>();
  const urlOf = (queue: string) => {
    const known = urls.get(queue) ?? askForUrl(client, queue);
    urls.set(queue, known);
    known.catch(() => urls.delete(queue));
    return known;
  };
  return async ({ queue }, notice, attempt) => {
    const key = idempotencyKey(notice);
    try {
      await client.send(
        new SendMessageCommand({
          QueueUrl: await urlOf(queue),
          MessageBody: noticeText(notice),
          MessageAttributes: { 'Idempotency-Key': { DataType: 'String', StringValue: key } },
          ...(queue.endsWith('.fifo') && {
            MessageGroupId: notice.case,
            MessageDeduplicationId: `${key}/${attempt}`,
          }),
        }),
      );
    } catch (cause) {
      throw new ExpungeError('RECIPIENT_SILENT', 'The queue of a recipient does not take its notice.', {
        place: notice.recipient,
        cause,
      });
    }
    return { confirmed: false };
  };
}

async function askForUrl(client: Pick<SQSClient, 'send'>, queue: string): Promise<string> {
  const parts = queue.split(':');
  const [account, name] = parts.length === 1 ? [undefined, queue] : [parts[4], parts[5]];
  const { QueueUrl } = await client.send(
    new GetQueueUrlCommand({ QueueName: name, ...(account !== undefined && { QueueOwnerAWSAccountId: account }) }),
  );
  if (QueueUrl === undefined) throw new Error('SQS answered without the address of a queue');
  return QueueUrl;
}
