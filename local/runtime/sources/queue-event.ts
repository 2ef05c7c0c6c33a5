import type { Message } from '@aws-sdk/client-sqs';

export interface QueuePlace {
  readonly arn: string;
  readonly region: string;
}

/** Messages of a queue as Lambda hands them over. */
export function queueEvent(messages: readonly Message[], place: QueuePlace): string {
  return JSON.stringify({ Records: messages.map((message) => queueRecord(message, place)) });
}

function queueRecord(message: Message, place: QueuePlace): object {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        {
          dataType: DataType,
          ...(StringValue === undefined ? {} : { stringValue: StringValue }),
          ...(BinaryValue === undefined ? {} : { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
          stringListValues: [],
          binaryListValues: [],
        },
      ]),
    ),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: place.arn,
    awsRegion: place.region,
  };
}
